package ghosthunter.hub.pull;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Postgres touches for a device that was away, as Postgres itself counts it: rows and pages, never time. */
class PullWorkIT {
    private static final int BEHIND = 40;
    private static final int HISTORY = 4_000;
    private static final int TIMES = 10;

    /** Of each state the entity is looked up by an index, which is one page deeper in a larger table. */
    private static final int PAGES_MORE_MAX = 2 * BEHIND;

    private DatabaseUrl database;

    @BeforeEach
    void open() {
        database = TestDatabase.migrated();
    }

    /**
     * What an execution did.
     *
     * @param read rows that left the tables, by the way to them
     */
    private record Work(List<String> keys, Map<String, Long> read, long pages) {}

    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void aPullGoesWithWhatChangedAndNotWithTheHistory(String plans) throws SQLException {
        // Given
        history(1, HISTORY);

        // When
        Work little = work(plans, HISTORY);
        history(HISTORY + 1, TIMES * HISTORY);
        Work much = work(plans, TIMES * HISTORY);

        // Then
        assertThat(little.keys()).hasSize(BEHIND);
        assertThat(much.keys()).hasSize(BEHIND);
        assertThat(little.read().keySet()).containsExactlyInAnyOrder("entity_feed_position", "entity_pkey");
        assertThat(much.read()).isEqualTo(little.read());
        assertThat(much.read().values()).allMatch(rows -> rows <= BEHIND);
        assertThat(much.pages()).isBetween(1L, little.pages() + PAGES_MORE_MAX);
    }

    /** Entities for everybody, of one device and of others, each changed by a transaction of its own, in turns. */
    private void history(int from, int to) {
        TestDatabase.run(database, """
                INSERT INTO entity (tenant, type, key, version, data, audience, hlc, device, run_from, updated_at)
                SELECT 'default', 'parcel', 'P-' || i, 1, '{"text": "of some length"}', a.audience, 1, 'hub', 1, now()
                FROM generate_series(%1$d, %2$d) AS i, LATERAL (SELECT %3$s AS audience) AS a;
                INSERT INTO entity_feed (tenant, type, key, audience, lsn, idx, present, version)
                SELECT 'default', 'parcel', 'P-' || i, a.audience, i, 1, true, 1
                FROM generate_series(%1$d, %2$d) AS i, LATERAL (SELECT %3$s AS audience) AS a;
                ANALYZE entity, entity_feed;
                """.formatted(
                        from,
                        to,
                        "CASE i % 4 WHEN 0 THEN '*' WHEN 1 THEN 'd:LOCKER-001' WHEN 2 THEN 'g:north'"
                                + " ELSE 'd:LOCKER-' || i % 900 + 100 END"));
    }

    /** What the newest changes cost a device that has seen all before them. */
    private Work work(String plans, int newest) throws SQLException {
        try (Connection connection = TestDatabase.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("VACUUM entity, entity_feed");
            statement.execute("SET plan_cache_mode = " + plans);
            statement.execute("SELECT set_config('ghosthunter.tenants', 'default', false)");
            statement.execute("PREPARE news (text, text[], bigint, bigint, bigint, int) AS " + PullSql.NEWS);
            String news = "EXECUTE news ('default', '{*,d:LOCKER-001,g:north}', " + SqlPuller.ROWS_MAX + ", 1048576, "
                    + (newest - BEHIND * 4 / 3) + ", 1)";
            List<String> keys = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery(news)) {
                while (rows.next()) {
                    keys.add(rows.getString("key"));
                }
            }
            try (ResultSet plan = statement.executeQuery("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + news)) {
                assertThat(plan.next()).isTrue();
                JsonObject top =
                        new JsonArray(plan.getString(1)).getJsonObject(0).getJsonObject("Plan");
                Map<String, Long> read = new TreeMap<>();
                collect(top, read);
                return new Work(keys, read, top.getLong("Shared Hit Blocks") + top.getLong("Shared Read Blocks"));
            }
        }
    }

    private static void collect(JsonObject node, Map<String, Long> read) {
        if (node.containsKey("Relation Name")) {
            String way = node.getString(
                    "Index Name", node.getString("Node Type") + " of " + node.getString("Relation Name"));
            double rows = node.getDouble("Actual Rows") + node.getDouble("Rows Removed by Filter", 0.0);
            read.merge(way, Math.round(rows * node.getLong("Actual Loops")), Long::sum);
        }
        for (Object child : node.getJsonArray("Plans", new JsonArray())) {
            collect((JsonObject) child, read);
        }
    }
}
