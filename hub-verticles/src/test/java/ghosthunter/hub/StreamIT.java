package ghosthunter.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.exchange.StreamRequest;
import ghosthunter.codecs.key.SigningKey;
import ghosthunter.hub.RunningHub.Enrolled;
import ghosthunter.hub.StreamClient.Heard;
import ghosthunter.hub.StreamClient.Mode;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.http.Exchanges;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.TestDatabase;
import ghosthunter.hub.realtime.PresenceSettings;
import ghosthunter.hub.realtime.StreamLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is called over a stream, and how often: two whole nodes, one database, real sockets. */
class StreamIT {
    private static final int DEVICES = 1_000;

    /** Nothing is told of the start here, so that every trigger has another reason. */
    private static final HubConfig.Realtime QUIET_START = new HubConfig.Realtime(
            new StreamLimits(2_000, 16 << 10, 25_000, 90_000, 2_000, 60_000, 0, 200, 1), PresenceSettings.DEFAULT);

    @TempDir
    Path dataDir;

    @TempDir
    Path otherDataDir;

    private final Vertx vertx = Vertx.vertx();
    private final StreamClient client = new StreamClient(vertx);
    private DatabaseUrl database;
    private RunningHub hub;
    private RunningHub other;

    @BeforeEach
    void startNodes() throws Exception {
        database = TestDatabase.migrated();
        hub = RunningHub.start(RunningHub.config(database, dataDir, dataDir, 0).with(QUIET_START));
        assertThat(hub.admin()).isNotEmpty();
        for (String shared : List.of("hub-identity.json", "operator-secret")) {
            Files.copy(dataDir.resolve(shared), otherDataDir.resolve(shared), StandardCopyOption.COPY_ATTRIBUTES);
        }
        other = RunningHub.start(
                RunningHub.config(database, otherDataDir, otherDataDir, 0).with(QUIET_START));
    }

    @AfterEach
    void stopNodes() throws Exception {
        RunningHub.finished(vertx.close());
        other.close();
        hub.close();
    }

    private Heard listen(Mode mode, RunningHub at, Enrolled device) throws Exception {
        return client.open(mode, at.node.url(), device.hub(), device.device(), device.key());
    }

    private HttpResponse<String> trigger(JsonObject body) throws Exception {
        return hub.send(RunningHub.as(hub.admin(), hub.json("POST", "/v1/triggers", body)));
    }

    private void exchange(RunningHub at, Enrolled device, String trackingId) throws Exception {
        assertThat(at.sync(Exchanges.dropOffs(device.hub(), device.device(), device.key(), trackingId)
                                .body())
                        .statusCode())
                .isEqualTo(200);
    }

    private void news(String line) {
        TestDatabase.run(database, "SELECT pg_notify('ghosthunter_feed', '" + line + "')");
    }

    @ParameterizedTest
    @EnumSource
    void anOperatorsTriggerReachesThoseItIsMeantForAtEveryNode(Mode mode) throws Exception {
        // Given
        Enrolled one = hub.enroll(database, "LOCKER-001");
        Enrolled north = hub.enroll(database, "LOCKER-002");
        Enrolled joined = hub.enroll(database, "LOCKER-003");
        TestDatabase.run(database, "UPDATE device SET device_group = 'north' WHERE device = 'LOCKER-002'");
        TestDatabase.run(
                database, "INSERT INTO device_group (tenant, name, device) VALUES ('default', 'north', 'LOCKER-003')");
        Heard atOne = listen(mode, hub, one);
        Heard atNorth = listen(mode, other, north);
        Heard atJoined = listen(mode, hub, joined);

        // When
        HttpResponse<String> first = trigger(new JsonObject().put("device", "LOCKER-001"));
        await().until(() -> atOne.triggers.size() == 1);
        HttpResponse<String> second = trigger(new JsonObject().put("group", "north"));
        await().until(() -> atNorth.triggers.size() == 1 && atJoined.triggers.size() == 1);
        exchange(hub, one, "PKG-1");
        exchange(other, north, "PKG-2");
        exchange(hub, joined, "PKG-3");
        HttpResponse<String> third = trigger(new JsonObject().put("all", true));

        // Then
        await().until(() -> List.of(atOne, atNorth, atJoined).stream().allMatch(heard -> heard.triggers.size() == 2));
        for (Heard heard : List.of(atOne, atNorth, atJoined)) {
            assertThat(heard.triggers).containsExactly("operator", "operator");
        }
        assertThat(List.of(first.statusCode(), second.statusCode(), third.statusCode()))
                .containsOnly(202);
        assertThat(List.of(first.body(), second.body(), third.body()))
                .containsExactly("{\"devices\":1}", "{\"devices\":2}", "{\"devices\":3}");
    }

    @ParameterizedTest
    @EnumSource
    void anEntityThatPlainSqlWritesCallsThoseItIsFor(Mode mode) throws Exception {
        // Given
        Enrolled locker = hub.enroll(database, "LOCKER-001");
        Enrolled member = hub.enroll(database, "LOCKER-002");
        Enrolled stranger = hub.enroll(database, "LOCKER-003");
        TestDatabase.run(
                database, "INSERT INTO device_group (tenant, name, device) VALUES ('default', 'north', 'LOCKER-002')");
        Heard atLocker = listen(mode, hub, locker);
        Heard atMember = listen(mode, other, member);
        Heard atStranger = listen(mode, hub, stranger);

        // When
        TestDatabase.run(
                database,
                "INSERT INTO entity (tenant, type, key, version, data, audience, hlc, device, run_from, updated_at) "
                        + "VALUES ('default', 'order', 'O-1', 1, '{}', 'd:LOCKER-001', 0, 'hub', 1, now())");
        await().until(() -> atLocker.triggers.size() == 1);
        exchange(hub, locker, "PKG-1");
        TestDatabase.run(database, "UPDATE entity SET data = '{\"paid\": true}', audience = 'g:north'");

        // Then
        await().until(() -> atMember.triggers.size() == 1 && atLocker.triggers.size() == 2);
        assertThat(atLocker.triggers).containsExactly("news", "news");
        assertThat(atStranger.triggers).isEmpty();
    }

    @Test
    void whoMeansNobodyOrNothingIsTold() throws Exception {
        // Then
        assertThat(trigger(new JsonObject().put("device", "LOCKER-404")).statusCode())
                .isEqualTo(404);
        assertThat(trigger(new JsonObject().put("group", "nowhere")).statusCode())
                .isEqualTo(404);
        assertThat(trigger(new JsonObject()).statusCode()).isEqualTo(400);
        assertThat(trigger(new JsonObject().put("device", "LOCKER-404").put("all", true))
                        .statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @EnumSource
    void whoWasCalledIsNotCalledAgainUntilItHasExchanged(Mode mode) throws Exception {
        // Given
        Enrolled locker = hub.enroll(database, "LOCKER-001");
        Enrolled witness = hub.enroll(database, "LOCKER-002");
        Heard heard = listen(mode, hub, locker);
        news("default d:no device\ndefault q\nno/tenant *\ndefault d:LOCKER-001");
        await().until(() -> heard.triggers.size() == 1);

        // When
        news("default d:LOCKER-001");
        news("default *");
        Heard atWitness = listen(mode, hub, witness);
        news("default *");
        await().until(() -> atWitness.triggers.size() == 1);
        List<String> before = List.copyOf(heard.triggers);
        exchange(hub, locker, "PKG-1");
        news("default d:LOCKER-001");

        // Then
        assertThat(before).containsExactly("news");
        await().until(() -> heard.triggers.size() == 2);
    }

    @ParameterizedTest
    @EnumSource
    void theStreamsOfARevokedKeyAreClosedAtEveryNode(Mode mode) throws Exception {
        // Given
        Enrolled locker = hub.enroll(database, "LOCKER-001");
        Enrolled untouched = hub.enroll(database, "LOCKER-002");
        Heard heard = listen(mode, other, locker);
        Heard stays = listen(mode, other, untouched);

        // When
        HttpResponse<String> revoked = hub.send(
                RunningHub.as(hub.admin(), hub.json("POST", "/v1/lockers/LOCKER-001/revoke", new JsonObject())));

        // Then
        assertThat(revoked.statusCode()).as(revoked.body()).isEqualTo(200);
        await().until(() -> heard.ended);
        assertThat(stays.ended).isFalse();
        ExecutionException refused =
                catchThrowableOfType(ExecutionException.class, () -> listen(Mode.SSE, hub, locker));
        assertThat(refused).cause().hasMessageContaining("key-revoked");
        assertThat(other.getText("/metrics")).contains("ghosthunter_stream_ended_total{reason=\"key-revoked\"} 1.0");
    }

    @Test
    void whoIsNotTheDeviceGetsNoStream() throws Exception {
        // Given
        Enrolled locker = hub.enroll(database, "LOCKER-001");
        long now = System.currentTimeMillis();
        SigningKey stranger = SigningKey.generate(new SecureRandom());
        StreamRequest good = new StreamRequest(locker.hub(), locker.device(), now);
        StreamRequest old = new StreamRequest(locker.hub(), locker.device(), now - 2 * StreamRequest.SKEW_MS_MAX);
        StreamRequest elsewhere = new StreamRequest("another-hub", locker.device(), now);
        DeviceRef unknown = new DeviceRef(TenantId.DEFAULT, new DeviceId("LOCKER-404"));

        // When
        List<String> answers = new ArrayList<>();
        for (Future<Heard> opening : List.of(
                client.opening(Mode.SSE, hub.node.url(), good, stranger),
                client.opening(Mode.SSE, hub.node.url(), old, locker.key()),
                client.opening(Mode.SSE, hub.node.url(), elsewhere, locker.key()),
                client.opening(Mode.SSE, hub.node.url(), new StreamRequest(locker.hub(), unknown, now), stranger))) {
            answers.add(catchThrowableOfType(ExecutionException.class, () -> RunningHub.finished(opening))
                    .getMessage());
        }
        HttpResponse<String> unsigned = hub.send(hub.request("/v1/stream").header("Accept", "text/event-stream"));
        HttpResponse<String> neither =
                hub.send(hub.request("/v1/stream").header("Authorization", good.authorization(locker.key())));

        // Then
        assertThat(answers.get(0)).contains("unknown-device");
        assertThat(answers.get(1)).contains("signature-invalid");
        assertThat(answers.get(2)).contains("wrong-audience");
        assertThat(answers.get(3)).contains("unknown-device");
        assertThat(unsigned.statusCode()).isEqualTo(401);
        assertThat(neither.statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @EnumSource
    void aNewerStreamTakesThePlaceOfTheOlder(Mode mode) throws Exception {
        // Given
        Enrolled locker = hub.enroll(database, "LOCKER-001");
        Heard older = listen(mode, hub, locker);
        awaitCalled(older);

        // When
        Heard newer = listen(mode, hub, locker);
        await().until(() -> older.ended);
        awaitCalled(newer);

        // Then
        assertThat(older.triggers).containsExactly("news");
        assertThat(newer.ended).isFalse();
        assertThat(hub.getText("/metrics")).contains("ghosthunter_stream_open 1.0");
    }

    /** Of what was news before the hub knew of a stream the device is not told: it is news until it is. */
    private void awaitCalled(Heard heard) {
        await().until(() -> {
            news("default d:LOCKER-001");
            return heard.triggers.size() == 1;
        });
    }

    @Test
    void aThousandStreamsAndOneNewsMakeOneTriggerEach() throws Exception {
        // Given
        SigningKey key = SigningKey.generate(new SecureRandom());
        enrollAll(key);
        String hubId = hub.enroll(database, "WITNESS").hub();
        List<Future<Heard>> openings = IntStream.range(0, DEVICES)
                .mapToObj(i ->
                        client.opening(i % 2 == 0 ? Mode.SSE : Mode.WEBSOCKET, hub.node.url(), hubId, device(i), key))
                .toList();
        Object unused = RunningHub.finished(Future.join(openings));
        List<Heard> all = openings.stream().map(Future::result).toList();

        // When
        news("default *");
        await().atMost(Duration.ofSeconds(30)).until(() -> all.stream().noneMatch(heard -> heard.triggers.isEmpty()));
        news("default *");
        Enrolled witness = hub.enroll(database, "WITNESS-2");
        Heard last = listen(Mode.SSE, hub, witness);
        news("default *");
        await().until(() -> last.triggers.size() == 1);

        // Then
        assertThat(all).allSatisfy(heard -> assertThat(heard.triggers).containsExactly("news"));
        assertThat(hub.getText("/metrics")).contains("ghosthunter_stream_open 1001.0");
    }

    private static DeviceRef device(int number) {
        return new DeviceRef(TenantId.DEFAULT, new DeviceId("D-" + number));
    }

    /** Devices with one key for all, as if each had been enrolled with it. */
    private void enrollAll(SigningKey key) {
        String bytes = HexFormat.of()
                .formatHex(java.util.Base64.getUrlDecoder()
                        .decode(key.verifyKey().jwk().getString("x")));
        String devices = " FROM generate_series(0, " + (DEVICES - 1) + ") AS i";
        TestDatabase.run(database, "INSERT INTO device (tenant, device) SELECT 'default', 'D-' || i" + devices);
        TestDatabase.run(
                database,
                "INSERT INTO device_key (tenant, device, kid, public_key, certificate, confirmed_at) "
                        + "SELECT 'default', 'D-' || i, '" + key.verifyKey().kid() + "', '\\x" + bytes + "', 'x', now()"
                        + devices);
    }
}
