package ghosthunter.load.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.edge.outbox.EntityEdit;
import ghosthunter.edge.sync.SyncPace;
import ghosthunter.edge.sync.SyncReport;
import ghosthunter.load.fleet.EmbeddedLocker;
import ghosthunter.load.fleet.Waiting;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a device sees of its own writes, and when: a real hub whose feed polls, so that it is always behind, and lockers on command. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoWayFaultIT {
    private static final long SEED = 606L;
    private static final int BACKGROUND = 1_000;
    private static final int AT_ONCE = 50;
    private static final int SLOW_BYTES_PER_S = 20_000;

    /** Only who is told to, or records something critical, exchanges. */
    private static final SyncPace ON_COMMAND =
            new SyncPace(3_600_000, 50, 200, 3_600_000, 3_600_000, 5, 100, 500, 500, 500, 20_000);

    private static final String TYPES = """
            entities:
              central:
                policy: central-wins
              fields:
                policy: field-merge
              trace:
                policy: append-only
                lane: background
                audience: device
              product:
                policy: last-writer-wins
            """;

    @TempDir
    private static Path directory;

    private TestFleet fleet;
    private EmbeddedLocker first;
    private EmbeddedLocker second;

    @BeforeAll
    void startTheFleet() throws Exception {
        Path types = Files.writeString(directory.resolve("device.yaml"), TYPES);
        Path hub = Files.writeString(directory.resolve("entities.yaml"), TYPES + "    schema: product.json\n");
        Path settings =
                Files.writeString(directory.resolve("hub.yaml"), "entities_file: " + hub + "\nfeed:\n  mode: poll\n");
        Path unused = Files.writeString(
                directory.resolve("product.json"), "{\"properties\":{\"price\":{\"type\":\"integer\"}}}");
        fleet = TestFleet.start(directory, SEED, Map.of(), settings);
        List<EmbeddedLocker> lockers =
                fleet.addLockers(ON_COMMAND, EntityCatalog.read(types), "LOCKER-001", "LOCKER-002");
        first = lockers.get(0);
        second = lockers.get(1);
    }

    @AfterAll
    void stopTheFleet() {
        fleet.close();
    }

    @Test
    void whoLostSeesTheResultAndTheNoticeInTheExchangeThatBroughtTheChange() throws Exception {
        // Given
        sync(second);
        write(first, "central", "{\"n\":1}");
        write(first, "fields", "{\"a\":1}");
        sync(first);
        String lost = write(second, "central", "{\"n\":2}");
        write(second, "fields", "{\"b\":2}");
        String refused = write(second, "product", "{\"price\":\"dear\"}");
        long before = TestFleet.count(second, "SELECT exchange FROM store");

        // When
        sync(second);

        // Then
        Map<String, JsonObject> shown = documents("jdbc:sqlite:" + second.database(), "visible");
        assertThat(TestFleet.count(second, "SELECT exchange FROM store")).isEqualTo(before + 1);
        assertThat(shown)
                .containsOnlyKeys("central/K", "fields/K", "notice/" + lost, "notice/" + refused)
                .isEqualTo(documents(fleet.hub().jdbcUrl(), "NOT deleted AND type <> 'trace'"))
                .containsEntry("central/K", new JsonObject("{\"n\":1}"))
                .containsEntry("fields/K", new JsonObject("{\"a\":1,\"b\":2}"));
        assertThat(kind(shown, "notice/" + lost)).isEqualTo("lost");
        assertThat(kind(shown, "notice/" + refused)).isEqualTo("rejected");
    }

    private static String kind(Map<String, JsonObject> shown, String key) {
        return Objects.requireNonNull(shown.get(key), key).getString("kind");
    }

    @Test
    void aThousandBackgroundChangesOnASlowLinkDoNotStandBeforeACriticalOne() throws Exception {
        // Given
        for (int i = 0; i < BACKGROUND; i += AT_ONCE) {
            var unused = Waiting.until(Future.all(IntStream.range(i, i + AT_ONCE)
                    .mapToObj(n -> first.writing("trace", "T-" + n, new EntityEdit.Put("{\"n\":" + n + "}")))
                    .toList()));
        }
        Waiting.until(first.network().slow(SLOW_BYTES_PER_S));
        Future<SyncReport> drained = first.sync();
        fleet.await("the background drains", () -> traces("") > 0);

        // When
        first.dropOff("PKG-1");
        fleet.await("the critical change is there", () -> fleet.count("SELECT count(*) FROM packages") == 1);
        Waiting.until(first.network().slow(0));
        SyncReport report = Waiting.until(drained);

        // Then
        assertThat(traces("AND recorded_at <= (SELECT recorded_at FROM ledger WHERE type = 'package')"))
                .as("background before the critical change")
                .isBetween(1L, BACKGROUND / 2L);
        assertThat(report.error()).isNull();
        assertThat(traces("")).isEqualTo(BACKGROUND);
    }

    private long traces(String which) throws SQLException {
        return fleet.count("SELECT count(*) FROM ledger WHERE type = 'trace' " + which);
    }

    @CanIgnoreReturnValue
    private static String write(EmbeddedLocker by, String type, String json) {
        return by.write(type, "K", new EntityEdit.Put(json));
    }

    private static void sync(EmbeddedLocker locker) {
        assertThat(Waiting.until(locker.sync()).error()).isNull();
    }

    private static Map<String, JsonObject> documents(String url, String which) throws SQLException {
        Map<String, JsonObject> documents = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection(url);
                Statement select = connection.createStatement();
                ResultSet row = select.executeQuery("SELECT type, key, data FROM entity WHERE " + which)) {
            while (row.next()) {
                documents.put(row.getString(1) + "/" + row.getString(2), new JsonObject(row.getString(3)));
            }
        }
        return documents;
    }
}
