package ghosthunter.codecs.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.Samples;
import ghosthunter.codecs.Vectors;
import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.codecs.time.ClockSample;
import ghosthunter.codecs.time.Timestamps;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class StatementTest {
    private static final JsonObject VECTOR =
            Vectors.of("exchange.json").findFirst().orElseThrow();

    @Test
    void theLargestStatementIsReadBackAndFitsItsLine() {
        // Given
        String id = "x".repeat(64);
        List<Head> heads = Stream.of(Lane.values())
                .map(lane -> new Head(lane, Long.MAX_VALUE - 1, Hash.sha256()))
                .toList();
        Statement largest = new Statement(
                id,
                new DeviceRef(new TenantId(id), new DeviceId(id)),
                new Epoch(new UUID(0, 0)),
                Long.MAX_VALUE,
                new Statement.ClockReading(id, Timestamps.MS_MAX, Timestamps.MS_MAX, Timestamps.MS_MAX),
                IntStream.range(0, Statement.EPOCHS_MAX)
                        .mapToObj(i -> new Statement.EpochHeads(new Epoch(new UUID(0, i)), heads))
                        .toList(),
                heads.stream()
                        .map(head -> new Statement.LaneSend(head, head, Long.MAX_VALUE))
                        .toList(),
                Collections.nCopies(
                        Statement.SAMPLES_MAX,
                        new ClockSample(
                                id, Timestamps.MS_MAX, Timestamps.MS_MAX, Timestamps.MS_MAX, Timestamps.MS_MAX)),
                new Statement.Telemetry(
                        Long.MAX_VALUE,
                        100L,
                        IntStream.range(0, Statement.Telemetry.TYPES_MAX)
                                .boxed()
                                .collect(Collectors.toMap(
                                        i -> String.format(Locale.ROOT, "t%031d", i), i -> Long.MAX_VALUE))),
                new Statement.Verified(
                        Long.MAX_VALUE, Hash.sha256(), Instant.ofEpochMilli(Timestamps.MS_MAX), id, Timestamps.MS_MAX),
                new Pull("c".repeat(Pull.CURSOR_CHARS_MAX), Pull.BYTES_MAX));

        // When
        Jws jws = Jws.sign(Statement.TYP, largest.toJson(), Samples.DEVICE_KEY);

        // Then
        assertThat(Statement.ofJson(jws.payload())).isEqualTo(largest);
        assertThat(jws.text()).hasSizeLessThanOrEqualTo(ExchangeLimits.DEFAULT.statementBytesMax());
    }

    @Test
    void membersOfALaterVersionArePassedOver() {
        JsonObject json = new JsonObject(VECTOR.getString("statement")).put("later", new JsonArray().add(1));
        assertThat(Statement.ofJson(bytes(json)))
                .isEqualTo(Statement.ofJson(bytes(new JsonObject(VECTOR.getString("statement")))));
    }

    @Test
    void everyBrokenRuleIsNamedWithItsPath() {
        refused(j -> j.put("v", 2), "this hub speaks version 1");
        refused(j -> j.put("exchange", 0), "exchange counts from 1");
        refused(j -> j.put("exchange", 1.5), "statement.exchange must be a whole number");
        refused(j -> j.put("aud", "hub\u0000"), "statement.aud: must be 1 to 64 characters");
        refused(j -> j.put("boot", "x".repeat(65)), "statement.boot: must be 1 to 64 characters");
        refused(j -> j.put("wall", Long.MAX_VALUE), "statement.wall must be a whole number from 0 to 253402300799999");
        refused(j -> j.put("t0", -1), "statement.t0 must be");
        refused(j -> j.remove("timeout_ms"), "statement.timeout_ms is missing");
        refused(j -> j.put("device", "a/b"), "statement.device: device must be");
        refused(j -> j.put("epoch", "1-1-1-1-1"), "statement.epoch: ");
        refused(j -> send(j).put("lane", "urgent"), "statement.send[0].lane: unknown lane 'urgent'");
        refused(j -> send(j).put("head", "AAAA"), "statement.send[0].head: a hash is 32 bytes");
        refused(j -> j.getJsonArray("send").add(send(j)), "statement: send names one twice");
        refused(j -> j.getJsonArray("epochs").add(epoch(j)), "statement: epochs names one twice");
        refused(j -> heads(j).add(heads(j).getJsonObject(0)), "statement.epochs[0]: heads names one twice");
        refused(j -> Collections.nCopies(8, epoch(j)).forEach(j.getJsonArray("epochs")::add), "at most 8 objects");
        refused(j -> sample(j).put("t3", 1), "statement.samples[0]: a clock sample needs");
        refused(j -> sample(j).put("t1", Long.MAX_VALUE).put("t2", Long.MAX_VALUE), "none beyond the year 9999");
        refused(j -> j.getJsonObject("telemetry").put("battery_pct", 101), "battery_pct is 0 to 100");
        refused(
                j -> j.getJsonObject("verified").put("at", "+999999999-12-31T00:00:00Z"),
                "statement.verified.at: must be in");
        refused(j -> j.put("pull", new JsonObject().put("bytes", 0)), "statement.pull: bytes is 1 to 1048576");
        refused(
                j -> j.put("pull", new JsonObject().put("bytes", 1).put("cursor", "a b")),
                "statement.pull.cursor: must be 1 to 1024 characters");
    }

    @Test
    void everyBrokenRuleOfAReceiptIsNamedWithItsPath() {
        refusedReceipt(j -> j.put("v", 2), "this device speaks version 1");
        refusedReceipt(j -> lane(j).put("verdict", "Known"), "receipt.lanes[0].verdict: unknown verdict 'Known'");
        refusedReceipt(j -> lane(j).put("safe", 4), "receipt.lanes[0].safe must be a whole number from 0 to 3");
        refusedReceipt(j -> j.getJsonArray("lanes").add(lane(j)), "receipt: lanes names one twice");
        refusedReceipt(j -> j.put("received_at", "yesterday"), "receipt.received_at: must be an ISO 8601 time");
        refusedReceipt(j -> j.remove("statement"), "receipt.statement is missing");
    }

    @Test
    void whatIsAskedForAndWhatFollowsAreReadBack() {
        // Given
        JsonObject asks = new JsonObject(VECTOR.getString("statement"))
                .put("pull", new JsonObject().put("bytes", 4_096).put("cursor", "c-1"));
        JsonObject follows = new JsonObject(VECTOR.getString("receipt"))
                .put(
                        "down",
                        new JsonObject()
                                .put("count", 2)
                                .put("bytes", 80)
                                .put("sha256", Hash.sha256().toString())
                                .put("cursor", "c-2")
                                .put("more", true)
                                .put("scan", "s-1")
                                .put("scan_end", true));

        // When
        Statement statement = Statement.ofJson(asks.toBuffer().getBytes());
        Receipt receipt = Receipt.ofJson(follows.toBuffer().getBytes());

        // Then
        assertThat(statement.pull()).isEqualTo(new Pull("c-1", 4_096));
        assertThat(Statement.ofJson(statement.toJson())).isEqualTo(statement);
        assertThat(receipt.down()).isEqualTo(new Down(2, 80, Hash.sha256(), "c-2", true, "s-1", true));
        assertThat(Receipt.ofJson(receipt.toJson())).isEqualTo(receipt);
    }

    @Test
    void aHubWhoseClockStepsBackStillGivesASampleThatRunsForward() {
        // Given
        Receipt receipt = Receipt.ofJson(VECTOR.getString("receipt").getBytes(StandardCharsets.UTF_8));

        // When
        Receipt stepped = new Receipt(
                receipt.hub(),
                receipt.device(),
                receipt.epoch(),
                receipt.exchange(),
                receipt.statement(),
                receipt.lanes(),
                receipt.receivedAt(),
                receipt.recordedAt(),
                receipt.t2Ms() - 60_000,
                0);

        // Then
        assertThat(stepped.t2Ms()).isEqualTo(receipt.receivedAt().toEpochMilli());
    }

    private static void refused(Consumer<JsonObject> change, String detail) {
        refused(change, detail, "statement", Statement::ofJson);
    }

    private static void refusedReceipt(Consumer<JsonObject> change, String detail) {
        refused(change, detail, "receipt", Receipt::ofJson);
    }

    private static void refused(Consumer<JsonObject> change, String detail, String name, Consumer<byte[]> read) {
        JsonObject json = new JsonObject(VECTOR.getString(name));
        change.accept(json);
        try {
            read.accept(bytes(json));
        } catch (ProblemException e) {
            assertThat(e.problem().detail()).contains(detail);
            assertThat(e.problem().type()).isEqualTo(ProblemType.MALFORMED_BODY);
            return;
        }
        throw new AssertionError("not refused: " + detail);
    }

    private static byte[] bytes(JsonObject json) {
        return json.encode().getBytes(StandardCharsets.UTF_8);
    }

    private static JsonObject send(JsonObject json) {
        return json.getJsonArray("send").getJsonObject(0);
    }

    private static JsonObject epoch(JsonObject json) {
        return json.getJsonArray("epochs").getJsonObject(0);
    }

    private static JsonArray heads(JsonObject json) {
        return epoch(json).getJsonArray("heads");
    }

    private static JsonObject sample(JsonObject json) {
        return json.getJsonArray("samples").getJsonObject(0);
    }

    private static JsonObject lane(JsonObject json) {
        return json.getJsonArray("lanes").getJsonObject(0);
    }
}
