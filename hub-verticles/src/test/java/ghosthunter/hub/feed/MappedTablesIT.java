package ghosthunter.hub.feed;

import static ghosthunter.hub.feed.FedDatabase.WAIT_MAX;
import static ghosthunter.hub.feed.FedDatabase.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.entity.AudienceRule;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.codecs.entity.EntityType;
import ghosthunter.codecs.entity.MappedTable;
import ghosthunter.codecs.entity.PolicyName;
import ghosthunter.codecs.settings.Settings.SettingsException;
import ghosthunter.hub.audit.Audit;
import ghosthunter.hub.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables of a tenant's own schema, written by plain SQL. */
class MappedTablesIT {
    private static final EntityCatalog ENTITIES = catalog(
            mapped("delivery", "device:{locker}", "shop.deliveries", TenantId.DEFAULT, List.of()),
            mapped("line", "all", "{tenant}.lines", null, List.of("no", "what")));

    private final FedDatabase database = new FedDatabase(TestDatabase.migrated(), ENTITIES);
    private PullingDevice device;

    @BeforeEach
    void begin() {
        database.run("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.deliveries (id integer PRIMARY KEY, locker text, state text);
                """);
        device = new PullingDevice(database);
    }

    @AfterEach
    void close() {
        device.close();
        database.close();
    }

    private static EntityCatalog catalog(EntityType... types) {
        return new EntityCatalog(Arrays.asList(types));
    }

    private static EntityType mapped(
            String name, String audience, String table, @Nullable TenantId tenant, List<String> columns) {
        String[] parts = table.split("\\.", 2);
        return new EntityType(
                name,
                Lane.MEDIUM,
                PolicyName.CENTRAL_WINS,
                AudienceRule.parse(audience),
                List.of(),
                EntityType.Fields.NONE,
                false,
                EntityType.CONFIDENCE_MIN_DEFAULT,
                null,
                new MappedTable(parts[0], parts[1], tenant, List.of(), columns));
    }

    private static String delivery(int id, String state) {
        return "{\"id\": " + id + ", \"state\": \"" + state + "\", \"locker\": \"LOCKER-001\"}";
    }

    private static String put(int id, String locker, String state) {
        return "INSERT INTO shop.deliveries VALUES (" + id + ", '" + locker + "', '" + state
                + "') ON CONFLICT (id) DO UPDATE SET locker = excluded.locker, state = excluded.state;";
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAM", "POLL"})
    void whatAnybodyWritesIntoAMappedTableReachesItsDevicesAndOnlyThose(FeedMode mode) throws SQLException {
        // Given
        database.run(put(1, "LOCKER-001", "old") + put(2, "LOCKER-002", "old") + put(3, "LOCKER-001", "old"));
        var unused = database.feeding(mode);
        device.awaitHas("1", delivery(1, "old"), "3", delivery(3, "old"));

        // When
        try (Connection late = TestDatabase.connect(database.url);
                Statement statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute(put(4, "LOCKER-001", "late"));
            database.run("UPDATE shop.deliveries SET state = 'new' WHERE id = 1");
            if (mode == FeedMode.STREAM) {
                device.awaitHas("1", delivery(1, "new"), "3", delivery(3, "old"));
            }
            late.commit();
        }

        // Then
        device.awaitHas("1", delivery(1, "new"), "3", delivery(3, "old"), "4", delivery(4, "late"));

        // When
        database.run("UPDATE shop.deliveries SET id = 5 WHERE id = 4; DELETE FROM shop.deliveries WHERE id = 1;"
                + "UPDATE shop.deliveries SET locker = 'LOCKER-002' WHERE id = 3");

        // Then
        device.awaitHas("5", delivery(5, "late"));
        assertThat(device.removed).containsExactlyInAnyOrder("1 DELETED", "3 GONE", "4 DELETED");

        // When
        database.run("TRUNCATE shop.deliveries");

        // Then
        device.awaitHas();
        database.awaitAllFed();
        assertThat(database.one("SELECT count(*) FROM entity WHERE type = 'delivery' AND deleted"))
                .isEqualTo("5");
        assertThat(Audit.run(database.url, (what, checked) -> {}).checks())
                .allSatisfy(check -> assertThat(check.told()).isEmpty());
    }

    @Test
    void aTenantsSchemaIsNamedLikeItAndAKeyMayHaveSeveralColumnsOfWhichOnlyTheNamedOnesAreSeen() {
        // Given
        database.run("""
                CREATE SCHEMA "default";
                CREATE TABLE "default".lines (no numeric, what text, price integer, PRIMARY KEY (no, what)) PARTITION BY LIST (no);
                CREATE TABLE "default".lines_1 PARTITION OF "default".lines FOR VALUES IN (1);
                CREATE TABLE "default".lines_2 PARTITION OF "default".lines DEFAULT;
                INSERT INTO "default".lines VALUES (1, 'a/b', 7);
                """);
        var unused = database.feeding(FeedMode.STREAM);
        device.awaitHas("1/a%2Fb", "{\"no\": 1, \"what\": \"a/b\"}");

        // When
        database.run("""
                UPDATE "default".lines SET price = 8;
                UPDATE "default".lines SET no = 1.0;
                INSERT INTO "default".lines VALUES (2, E'a\\nkey with a line', 7), (2, 'c', 7);
                """);

        // Then
        device.awaitHas("1.0/a%2Fb", "{\"no\": 1.0, \"what\": \"a/b\"}", "2/c", "{\"no\": 2, \"what\": \"c\"}");
        assertThat(database.rows("SELECT key || ' ' || version || deleted FROM entity WHERE type = 'line' ORDER BY 1"))
                .containsExactly("1.0/a%2Fb 1false", "1/a%2Fb 2true", "2/c 1false");
    }

    @Test
    void whatChangedWhileTheSlotWasLostIsFoundAndNothingElseIsSent() {
        // Given
        database.run(put(1, "LOCKER-001", "old") + put(2, "LOCKER-001", "old") + put(3, "LOCKER-001", "old"));
        FedDatabase.Node node = database.feeding(FeedMode.STREAM);
        device.awaitHas("1", delivery(1, "old"), "2", delivery(2, "old"), "3", delivery(3, "old"));
        String still = database.position("1");
        node.close();

        // When
        database.run("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                + " WHERE database = current_database()");
        database.run(
                "UPDATE shop.deliveries SET state = 'new' WHERE id = 2; DELETE FROM shop.deliveries WHERE id = 3;");
        FedDatabase.Node next = database.feeding(FeedMode.STREAM);

        // Then
        device.awaitHas("1", delivery(1, "old"), "2", delivery(2, "new"));
        assertThat(next.figures.mapped()).isEqualTo(2);
        assertThat(database.position("1")).isEqualTo(still);
    }

    @Test
    void fromTheLogToPollingAndBackNothingIsLost() {
        // Given
        int id = 0;
        for (FeedMode mode : new FeedMode[] {FeedMode.STREAM, FeedMode.POLL, FeedMode.STREAM}) {
            // When
            database.run(put(++id, "LOCKER-001", "off") + put(1, "LOCKER-001", "before " + mode));
            try (FedDatabase.Node node = database.feeding(mode)) {
                database.run(put(++id, "LOCKER-001", "on") + put(2, "LOCKER-001", "in " + mode));
                await().atMost(WAIT_MAX).until(() -> node.figures.mapped() >= 2);
            }
        }
        database.run(put(1, "LOCKER-001", "last") + "DELETE FROM shop.deliveries WHERE id = 3");
        var unused = database.feeding(FeedMode.STREAM);

        // Then
        device.awaitHas(
                "1", delivery(1, "last"),
                "2", delivery(2, "in STREAM"),
                "4", delivery(4, "on"),
                "5", delivery(5, "off"),
                "6", delivery(6, "on"));
    }

    @Test
    void tablesThatCannotBeFollowedAreRefusedTogetherEachWithItsReason() {
        // Given
        database.run("""
                CREATE TABLE shop.keyless (id integer, locker text);
                CREATE TABLE shop.faceless (id integer PRIMARY KEY);
                ALTER TABLE shop.faceless REPLICA IDENTITY NOTHING;
                CREATE TABLE shop.chosen (id integer PRIMARY KEY, code text NOT NULL UNIQUE);
                ALTER TABLE shop.chosen REPLICA IDENTITY USING INDEX chosen_code_key;
                CREATE TABLE shop.whole (code text NOT NULL UNIQUE);
                ALTER TABLE shop.whole REPLICA IDENTITY FULL;
                CREATE VIEW shop.seen AS SELECT * FROM shop.deliveries;
                CREATE UNLOGGED TABLE shop.fleeting (id integer PRIMARY KEY);
                """);
        EntityCatalog wrong = catalog(
                shop("a", "keyless"),
                shop("b", "faceless"),
                shop("c", "chosen"),
                shop("d", "whole"),
                shop("e", "seen"),
                shop("f", "fleeting"),
                shop("g", "missing"),
                mapped("h", "group:{branch}", "shop.deliveries", TenantId.DEFAULT, List.of("id", "colour")),
                mapped("i", "all", "public.packages", TenantId.DEFAULT, List.of()),
                mapped("j", "all", "{tenant}.nobody_has_it", null, List.of()),
                mapped("k", "all", "shop.deliveries", new TenantId("acme"), List.of()),
                shop("l", "chosen"));

        // When, then
        assertThatThrownBy(() -> MappingCheck.require(database.url, wrong, null, FeedMode.AUTO))
                .isInstanceOfSatisfying(
                        SettingsException.class,
                        e -> assertThat(e.violations())
                                .satisfiesExactly(
                                        keyless -> assertThat(keyless)
                                                .startsWith("entities.a.table: shop.keyless has neither a primary key")
                                                .contains("ADD PRIMARY KEY"),
                                        faceless -> assertThat(faceless).contains("shop.faceless has neither"),
                                        view -> assertThat(view).contains("shop.seen is no table but a view"),
                                        unlogged -> assertThat(unlogged).contains("shop.fleeting is unlogged"),
                                        missing -> assertThat(missing).contains("shop.missing is not there"),
                                        column -> assertThat(column).endsWith("has no column colour, branch"),
                                        ours -> assertThat(ours).contains("is in the schema of the hub itself"),
                                        tenant -> assertThat(tenant).contains("hub.jar tenant add acme"),
                                        twice -> assertThat(twice).contains("shop.chosen is mapped twice")));
    }

    private static EntityType shop(String type, String table) {
        return mapped(type, "all", "shop." + table, TenantId.DEFAULT, List.of());
    }

    @Test
    void statesOfLongAgoAreForgottenButForTheNewestAndWhatAConflictThatWaitsRefersTo() throws SQLException {
        // Given
        database.run(insert("A", "*") + insert("B", "*"));
        for (int i = 0; i < 3; i++) {
            database.run("UPDATE entity SET data = '{\"n\":" + i + "}'");
        }
        database.run(
                "UPDATE entity_version SET recorded_at = now() - interval '3 days' WHERE key = 'A' OR version <= 3");
        database.run(
                "INSERT INTO conflict (tenant, id, type, key, change_id, device, epoch, lane, seq, op, base_version,"
                        + " current_version, incoming, tier, rule, confidence, outcome, raised_at) VALUES ('default',"
                        + " gen_random_uuid(), 'parcel', 'B', gen_random_uuid(), 'L', gen_random_uuid(), 5, 1, 'UPDATE', 2, 3, '{}',"
                        + " 3, 'manual', 1, 'pending', now())");
        AtomicLong nanos = new AtomicLong();
        VersionRetention retention = new VersionRetention(TimeUnit.DAYS.toSeconds(2), nanos::get);

        // When
        try (Session session = Session.open(database.url)) {
            retention.step(session);
            assertThat(database.one("SELECT count(*) FROM entity_version")).isEqualTo("8");
            long unused = nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(VersionRetention.EVERY_MS));
            for (int i = 0; i < 4; i++) {
                retention.step(session);
            }
        }

        // Then
        assertThat(database.rows("SELECT key || version FROM entity_version ORDER BY 1"))
                .containsExactly("A4", "B2", "B3", "B4");
        assertThat(Audit.run(database.url, (what, checked) -> {}).checks())
                .allSatisfy(check -> assertThat(check.told()).isEmpty());
    }

    @Test
    void aTableThatCannotBeReadStopsNothingElseAndIsComparedWhenItCan() {
        // Given
        AtomicLong nanos = new AtomicLong();
        FeedFigures figures = new FeedFigures();
        Feed feed = new Feed(
                new FeedSettings(
                        FeedSettings.SHARED,
                        database.url,
                        ReplicationSlot.nameOf(database.url),
                        FeedMode.STREAM,
                        ENTITIES,
                        0,
                        null),
                figures,
                nanos::get);
        stepUntil(feed, () -> figures.doing() == FeedFigures.Doing.STREAM);

        // When
        database.run("ALTER TABLE shop.deliveries RENAME COLUMN locker TO box;"
                + put(1, "LOCKER-001", "unseen").replace("locker", "box")
                + insert("A", "*"));

        // Then
        stepUntil(feed, () -> database.fed().contains("A * v1"));

        // When
        database.run("ALTER TABLE shop.deliveries RENAME COLUMN box TO locker");
        long unused = nanos.addAndGet(TimeUnit.SECONDS.toNanos(61));

        // Then
        stepUntil(feed, () -> database.fed().contains("1 d:LOCKER-001 v1"));
        feed.close();
    }

    private static void stepUntil(Feed feed, java.util.concurrent.Callable<Boolean> reached) {
        await().atMost(WAIT_MAX).until(() -> {
            long unused = feed.step();
            return reached.call();
        });
    }
}
