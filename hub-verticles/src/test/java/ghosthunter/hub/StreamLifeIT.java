package ghosthunter.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ghosthunter.codecs.exchange.ExchangeLimits;
import ghosthunter.hub.RunningHub.Enrolled;
import ghosthunter.hub.StreamClient.Heard;
import ghosthunter.hub.StreamClient.Mode;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.device.Gate;
import ghosthunter.hub.device.LockerLimits;
import ghosthunter.hub.http.Exchanges;
import ghosthunter.hub.http.HttpLimits;
import ghosthunter.hub.operator.OperatorSettings;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.TestDatabase;
import ghosthunter.hub.realtime.PresenceSettings;
import ghosthunter.hub.realtime.StreamLimits;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long streams live, what a start tells, and who counts as there: one whole node that is quick about it. */
class StreamLifeIT {
    private static final long SPREAD_MS = 1_000;
    private static final int IDLE_S = 2;

    private static final HubConfig.Realtime QUICK = new HubConfig.Realtime(
            new StreamLimits(100, 16 << 10, 500, 5_000, 2_000, 60_000, 600_000, 10, SPREAD_MS),
            new PresenceSettings(60_000, 1_200_000, 100, 100));

    private static final HttpLimits IMPATIENT = new HttpLimits(
            ExchangeLimits.DEFAULT,
            HttpLimits.Inflation.DEFAULT,
            16 << 10,
            8 << 10,
            4 << 10,
            1_000,
            5_000,
            2_000,
            new HttpLimits.Senders(20_000, 4_096, 10_000, IDLE_S, 256));

    @TempDir
    Path dataDir;

    private final Vertx vertx = Vertx.vertx();
    private final StreamClient client = new StreamClient(vertx);
    private DatabaseUrl database;
    private RunningHub hub;

    @BeforeEach
    void start() throws Exception {
        database = TestDatabase.migrated();
        HubConfig standard = RunningHub.config(database, dataDir, dataDir, 0);
        hub = RunningHub.start(new HubConfig(
                standard.bind(),
                IMPATIENT,
                Gate.Limits.DEFAULT,
                LockerLimits.DEFAULT,
                standard.custody(),
                standard.database(),
                dataDir,
                standard.dialects(),
                OperatorSettings.DEFAULT,
                standard.entities(),
                null,
                QUICK));
    }

    @AfterEach
    void stop() throws Exception {
        hub.close();
        RunningHub.finished(vertx.close());
    }

    private Heard listen(Mode mode, Enrolled device) throws Exception {
        return client.open(mode, hub.node.url(), device.hub(), device.device(), device.key());
    }

    private int exchange(Enrolled device, String trackingId) throws Exception {
        return hub.sync(Exchanges.dropOffs(device.hub(), device.device(), device.key(), trackingId)
                        .body())
                .statusCode();
    }

    @Test
    void aStartIsToldOnceToEachThatListensSpreadAndNotToWhoHasExchanged() throws Exception {
        // Given
        Enrolled came = hub.enroll(database, "CAME");
        assertThat(exchange(came, "PKG-1")).isEqualTo(200);
        List<Enrolled> enrolled = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            enrolled.add(hub.enroll(database, "LOCKER-" + i));
        }

        // When
        Heard atCame = listen(Mode.SSE, came);
        List<Heard> all = new ArrayList<>();
        List<Long> openedNanos = new ArrayList<>();
        for (Enrolled device : enrolled) {
            openedNanos.add(System.nanoTime());
            all.add(listen(all.size() % 2 == 0 ? Mode.SSE : Mode.WEBSOCKET, device));
        }
        await().until(() -> all.stream().noneMatch(heard -> heard.triggers.isEmpty()));
        Heard again = listen(Mode.SSE, enrolled.get(0));
        Heard witness = listen(Mode.SSE, hub.enroll(database, "WITNESS"));
        long lastNanos = System.nanoTime();
        await().until(() -> !witness.triggers.isEmpty()
                && Duration.ofNanos(System.nanoTime() - lastNanos).toMillis() > SPREAD_MS * 3 / 2);

        // Then
        assertThat(all).allSatisfy(heard -> assertThat(heard.triggers).containsExactly("restart"));
        assertThat(atCame.triggers).isEmpty();
        assertThat(again.triggers).isEmpty();
        LongSummaryStatistics waits = IntStream.range(0, all.size())
                .mapToLong(i -> all.get(i).atNanos.get(0) - openedNanos.get(i))
                .summaryStatistics();
        assertThat(Duration.ofNanos(waits.getMax() - waits.getMin())).isGreaterThan(Duration.ofMillis(SPREAD_MS / 4));
    }

    @Test
    void aStreamOutlivesEveryIdleLimitOfTheDoorway() throws Exception {
        // Given
        List<Heard> both = new ArrayList<>();
        for (Mode mode : Mode.values()) {
            both.add(listen(mode, hub.enroll(database, "LOCKER-" + mode)));
        }
        long openedNanos = System.nanoTime();

        // When
        await().atMost(Duration.ofSeconds(30))
                .until(() -> System.nanoTime() - openedNanos
                        > Duration.ofSeconds(2 * IDLE_S).toNanos());

        // Then
        assertThat(both).allSatisfy(heard -> {
            assertThat(heard.ended).isFalse();
            assertThat(heard.keepAlives).hasPositiveValue();
        });
    }

    @Test
    void aNodeThatStopsClosesItsStreams() throws Exception {
        // Given
        List<Heard> both = new ArrayList<>();
        for (Mode mode : Mode.values()) {
            both.add(listen(mode, hub.enroll(database, "LOCKER-" + mode)));
        }
        await().until(() -> rows("device_stream") == both.size());

        // When
        RunningHub.finished(hub.node.stop());

        // Then
        await().until(() -> both.stream().allMatch(heard -> heard.ended));
        assertThat(rows("device_stream") + rows("stream_node")).isZero();
    }

    @Test
    void presenceFollowsStreamsAndExchanges() throws Exception {
        // Given
        Enrolled locker = hub.enroll(database, "LOCKER-001");
        String poison = Exchanges.line("PKG-2", "EXPLODE", "{}");
        assertThat(hub.sync(Exchanges.lines(locker.hub(), locker.device(), locker.key(), poison)
                                .body())
                        .statusCode())
                .isEqualTo(200);
        TestDatabase.run(database, "UPDATE device SET kind = 'terminal' WHERE device = 'LOCKER-001'");

        // When
        JsonObject afterExchange = presence();
        lastSeen("10 minutes");
        JsonObject later = presence();
        lastSeen("1 hour");
        JsonObject muchLater = presence();
        Heard heard = listen(Mode.SSE, locker);
        await().until(() -> presence().getString("state").equals("online"));
        JsonObject listening = presence();

        // Then
        assertThat(heard.ended).isFalse();
        assertThat(Stream.of(afterExchange, later, muchLater, listening).map(json -> json.getString("state")))
                .containsExactly("online", "offline", "silent", "online");
        assertThat(afterExchange.getString("stream_since")).isNull();
        assertThat(listening.getString("stream_since")).isNotNull();
        assertThat(listening.getString("kind")).isEqualTo("terminal");
        assertThat(listening.getInteger("battery_pct")).isEqualTo(80);
        assertThat(listening.getJsonArray("types").encode())
                .isEqualTo("[{\"type\":\"epoch\",\"pending\":0,\"synced\":1,\"failed\":0,\"conflicts\":0},"
                        + "{\"type\":\"order\",\"pending\":3,\"synced\":0,\"failed\":0,\"conflicts\":0},"
                        + "{\"type\":\"package\",\"pending\":0,\"synced\":1,\"failed\":1,\"conflicts\":0}]");
        assertThat(hub.getJson("/v1/presence?state=silent").getJsonArray("devices"))
                .isEmpty();
        assertThat(hub.getJson("/v1/presence?state=online&limit=1").getString("next"))
                .isEqualTo("LOCKER-001");
    }

    @Test
    void aSilentLockerIsOneFindingThatClosesWhenItSpeaks() throws Exception {
        // Given
        Enrolled locker = hub.enroll(database, "LOCKER-001");
        assertThat(exchange(locker, "PKG-1")).isEqualTo(200);
        assertThat(hub.admin()).isNotEmpty();
        RunningHub other = RunningHub.start(RunningHub.config(database, dataDir.resolve("other"), dataDir, 0)
                .with(QUICK));

        // When
        lastSeen("1 hour");
        await().until(() -> openFindings().size() == 1);
        JsonObject finding = openFindings().get(0);
        assertThat(exchange(locker, "PKG-2")).isEqualTo(200);
        await().until(() -> openFindings().isEmpty());

        // Then
        assertThat(finding.getString("kind")).isEqualTo("silent");
        assertThat(finding.getString("subject")).isEqualTo("LOCKER-001");
        assertThat(finding.getLong("count")).isEqualTo(1);
        assertThat(finding.getJsonObject("detail").getString("last_seen_at")).isNotNull();

        // When
        TestDatabase.run(database, "UPDATE finding SET last_at = now() - interval '2 hours'");
        lastSeen("1 hour");

        // Then
        await().until(() -> openFindings().size() == 1);
        assertThat(openFindings().get(0).getLong("count")).isEqualTo(2);
        assertThat(rows("finding")).isEqualTo(1);

        // When
        TestDatabase.run(
                database, "UPDATE finding SET closed_at = now(), closed_by = 'vera', closed_because = 'known'");
        var unused = hub.enroll(database, "WITNESS");
        TestDatabase.run(database, "UPDATE device SET created_at = now() - interval '1 hour' WHERE device = 'WITNESS'");

        // Then
        await().until(() -> !openFindings().isEmpty());
        assertThat(openFindings()).extracting(open -> open.getString("subject")).containsExactly("WITNESS");
        other.close();
    }

    private JsonObject presence() throws Exception {
        return hub.getJson("/v1/presence/LOCKER-001");
    }

    private void lastSeen(String ago) {
        TestDatabase.run(database, "UPDATE device SET last_seen_at = now() - interval '" + ago + "'");
    }

    private List<JsonObject> openFindings() throws Exception {
        return hub.getJson("/v1/findings").getJsonArray("findings").stream()
                .map(JsonObject.class::cast)
                .filter(finding -> finding.getString("kind").equals("silent"))
                .toList();
    }

    private long rows(String table) throws Exception {
        try (var connection = TestDatabase.connect(database);
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT count(*) FROM " + table)) {
            assertThat(row.next()).isTrue();
            return row.getLong(1);
        }
    }
}
