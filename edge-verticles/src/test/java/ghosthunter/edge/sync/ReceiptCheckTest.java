package ghosthunter.edge.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ghosthunter.codecs.chain.Chain;
import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.exchange.Exchange;
import ghosthunter.codecs.exchange.Receipt;
import ghosthunter.codecs.exchange.Statement;
import ghosthunter.codecs.exchange.Verdict;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.key.SigningKey;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.edge.sync.SyncFailure.Kind;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiptCheckTest {
    private static final SigningKey HUB_KEY = SigningKey.ofSeed(new byte[32]);
    private static final SigningKey DEVICE_KEY =
            SigningKey.ofSeed("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
    private static final DeviceRef DEVICE = new DeviceRef(TenantId.DEFAULT, new DeviceId("LOCKER-001"));
    private static final Epoch EPOCH = new Epoch(UUID.fromString("018f0000-0000-7000-8000-000000000001"));
    private static final Head GENESIS = Chain.genesis(DEVICE, EPOCH, Lane.CRITICAL);
    private static final Statement STATEMENT = statement(7);
    private static final Jws JWS = Jws.sign(Statement.TYP, STATEMENT.toJson(), DEVICE_KEY);
    private static final ReceiptCheck CHECK = new ReceiptCheck("hub-1", HUB_KEY.verifyKey());

    private static Statement statement(long exchange) {
        return new Statement(
                "hub-1",
                DEVICE,
                EPOCH,
                exchange,
                new Statement.ClockReading("boot-1", 1, 2, 3),
                List.of(),
                List.of(new Statement.LaneSend(GENESIS, GENESIS, 0)),
                List.of(),
                new Statement.Telemetry(0, null),
                null);
    }

    private static Receipt receipt(
            String hub, DeviceRef device, Epoch epoch, long exchange, Hash statement, Lane lane) {
        Head head = Chain.genesis(device, epoch, lane);
        return new Receipt(
                hub,
                device,
                epoch,
                exchange,
                statement,
                List.of(new Receipt.LaneReceipt(Verdict.KNOWN, head, 0)),
                Instant.EPOCH,
                Instant.EPOCH,
                0,
                0);
    }

    private static Receipt receipt() {
        return receipt("hub-1", DEVICE, EPOCH, 7, Exchange.statementHash(JWS), Lane.CRITICAL);
    }

    private static HubAnswer answer(Receipt receipt, SigningKey key) {
        return new HubAnswer(
                200,
                0,
                Buffer.buffer(Jws.sign(Receipt.TYP, receipt.toJson(), key).text() + "\n"));
    }

    private static SyncFailure refusal(HubAnswer answer) {
        return catchThrowableOfType(SyncFailure.class, () -> {
            var unused = CHECK.judge(answer, JWS, STATEMENT);
        });
    }

    @Test
    void theHubsReceiptForThisStatementCounts() {
        assertThat(CHECK.judge(answer(receipt(), HUB_KEY), JWS, STATEMENT).receipt())
                .isEqualTo(receipt());
    }

    @Test
    void line1AloneCounts() {
        // Given
        HubAnswer whole = answer(receipt(), HUB_KEY);
        Buffer cut = whole.body().copy().appendString("{\"pulled\":").appendByte((byte) 0);

        // Then
        assertThat(CHECK.judge(new HubAnswer(200, 0, cut), JWS, STATEMENT).receipt())
                .isEqualTo(receipt());
    }

    @Test
    void aReceiptOfAnotherKeyIsNone() {
        assertThat(refusal(answer(receipt(), DEVICE_KEY)).kind()).isEqualTo(Kind.NO_RECEIPT);
    }

    @Test
    void aStatementIsNoReceipt() {
        HubAnswer echo = new HubAnswer(
                200,
                0,
                Buffer.buffer(
                        Jws.sign(Statement.TYP, receipt().toJson(), HUB_KEY).text()));
        assertThat(refusal(echo).kind()).isEqualTo(Kind.NO_RECEIPT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hub", "device", "tenant", "epoch", "exchange", "statement", "lane"})
    void aReceiptForAnythingElseIsNone(String other) {
        // Given
        Hash hash = Exchange.statementHash(JWS);
        Receipt wrong = switch (other) {
            case "hub" -> receipt("hub-2", DEVICE, EPOCH, 7, hash, Lane.CRITICAL);
            case "device" ->
                receipt(
                        "hub-1",
                        new DeviceRef(TenantId.DEFAULT, new DeviceId("LOCKER-002")),
                        EPOCH,
                        7,
                        hash,
                        Lane.CRITICAL);
            case "tenant" ->
                receipt("hub-1", new DeviceRef(new TenantId("other"), DEVICE.device()), EPOCH, 7, hash, Lane.CRITICAL);
            case "epoch" ->
                receipt(
                        "hub-1",
                        DEVICE,
                        new Epoch(UUID.fromString("018f0000-0000-7000-8000-000000000002")),
                        7,
                        hash,
                        Lane.CRITICAL);
            case "exchange" -> receipt("hub-1", DEVICE, EPOCH, 6, hash, Lane.CRITICAL);
            case "statement" -> receipt("hub-1", DEVICE, EPOCH, 7, Hash.sha256(), Lane.CRITICAL);
            default -> receipt("hub-1", DEVICE, EPOCH, 7, hash, Lane.LOW);
        };

        // Then
        assertThat(refusal(answer(wrong, HUB_KEY)).kind()).isEqualTo(Kind.NO_RECEIPT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "<html>Welcome to the station's WiFi</html>", "a.b.c", "{}"})
    void aPortalIsNoReceipt(String body) {
        assertThat(refusal(new HubAnswer(200, 0, Buffer.buffer(body))).kind()).isEqualTo(Kind.NO_RECEIPT);
    }

    @ParameterizedTest
    @CsvSource({
        "INCOMPLETE_BODY, CUT",
        "HEADS_MISMATCH, CUT",
        "TOO_LARGE, CUT",
        "REQUEST_TIMEOUT, CUT",
        "UNAVAILABLE, BUSY",
        "OVERLOADED, BUSY",
        "DEVICE_BUSY, BUSY",
        "INTERNAL, NO_RECEIPT",
        "UNKNOWN_DEVICE, REFUSED",
        "SIGNATURE_INVALID, REFUSED",
        "WRONG_AUDIENCE, REFUSED",
        "MALFORMED_BODY, REFUSED",
    })
    void aProblemSaysWhatToDo(ProblemType type, Kind kind) {
        // Given
        Problem problem = Problem.of(type, "because");

        // When
        SyncFailure failure = refusal(new HubAnswer(
                type.status(), type.retryAfterS(), problem.toJson().toBuffer()));

        // Then
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.reason()).contains(type.slug()).contains("because");
        assertThat(failure.retryAfterMs()).isEqualTo(type.retryAfterS() * 1_000);
    }

    @ParameterizedTest
    @CsvSource({"302, NO_RECEIPT", "401, NO_RECEIPT", "404, NO_RECEIPT", "413, CUT", "502, NO_RECEIPT", "503, BUSY"})
    void aStatusOfSomebodyElseIsNoWordOfTheHub(int status, Kind kind) {
        assertThat(refusal(new HubAnswer(status, 0, Buffer.buffer("<html>"))).kind())
                .isEqualTo(kind);
    }

    @Test
    void noCutOfAReceiptIsAReceipt() {
        Buffer whole = answer(receipt(), HUB_KEY).body();
        for (int end = 0; end < whole.length() - 1; end++) {
            assertThat(refusal(new HubAnswer(200, 0, whole.slice(0, end))).kind())
                    .as("cut at %d", end)
                    .isEqualTo(Kind.NO_RECEIPT);
        }
    }
}
