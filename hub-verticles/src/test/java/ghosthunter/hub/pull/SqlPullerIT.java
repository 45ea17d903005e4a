package ghosthunter.hub.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.exchange.Down;
import ghosthunter.codecs.exchange.DownLine;
import ghosthunter.codecs.exchange.DownLine.Kind;
import ghosthunter.codecs.exchange.Pull;
import ghosthunter.hub.ledger.Key;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.PoolLimits;
import ghosthunter.hub.postgres.TenantPools;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one device gets, over real Postgres; entities and the feed are written by hand. */
class SqlPullerIT {
    private static final DeviceRef DEVICE = new DeviceRef(new TenantId("default"), new DeviceId("LOCKER-001"));
    private static final Epoch EPOCH = new Epoch(new UUID(7, 7));

    private final TreeMap<String, String> mirror = new TreeMap<>();
    private final Set<String> seenInScan = new TreeSet<>();
    private Vertx vertx;
    private DatabaseUrl database;
    private TenantPools pools;
    private SqlPuller puller;
    private @Nullable String cursor;
    private long lsn = 1_000;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        database = TestDatabase.migrated();
        pools = TenantPools.open(vertx, database, PoolLimits.ofNode(4));
        puller = new SqlPuller(pools, RandomGenerator.getDefault());
        run("INSERT INTO feed_state (system_id, mode, lsn) VALUES ('s', 'poll', " + lsn
                + ") ON CONFLICT (one) DO UPDATE SET lsn = " + lsn);
        run("INSERT INTO device (tenant, device) VALUES ('default', 'LOCKER-001')");
    }

    @AfterEach
    void close() throws Exception {
        await(pools.close().map(true));
        await(vertx.close().map(true));
    }

    @Test
    void aNewDeviceScansAllThatIsForItInPagesAndThenGetsNews() throws Exception {
        // Given
        for (int i = 0; i < 25; i++) {
            put("parcel", String.format(Locale.ROOT, "P-%02d", i), i % 5 == 0 ? "d:OTHER" : "*");
        }
        put("settings", "S-1", "d:LOCKER-001");

        // When
        int pages = drain(300);

        // Then
        assertThat(mirror)
                .hasSize(21)
                .containsKeys("parcel/P-01", "settings/S-1")
                .doesNotContainKey("parcel/P-05");
        assertThat(pages).isGreaterThan(3);

        // When
        put("parcel", "P-01", "*");
        put("parcel", "P-99", "*");
        List<DownLine> news = pull(4_096).orElseThrow().lines();

        // Then
        assertThat(news).extracting(DownLine::key).containsExactly("P-01", "P-99");
        assertThat(pull(4_096)).isEmpty();
    }

    @Test
    void whatChangedDuringAScanComesBehindIt() throws Exception {
        // Given
        for (int i = 0; i < 10; i++) {
            put("parcel", "P-" + i, "*");
        }
        var first = pull(200).orElseThrow();
        assertThat(first.down().more()).isTrue();

        // When
        put("parcel", "P-0", "*");
        delete("parcel", "P-1");
        drain(200);

        // Then
        assertThat(mirror)
                .containsEntry("parcel/P-0", "2")
                .doesNotContainKey("parcel/P-1")
                .hasSize(9);
    }

    @Test
    void aTombstoneAndALostAudienceAreTold() throws Exception {
        // Given
        put("parcel", "P-1", "*");
        put("parcel", "P-2", "d:LOCKER-001");
        drain(4_096);

        // When
        delete("parcel", "P-1");
        put("parcel", "P-2", "d:OTHER");
        List<DownLine> news = pull(4_096).orElseThrow().lines();

        // Then
        assertThat(news)
                .containsExactly(
                        new DownLine("parcel", "P-1", 2, Kind.DELETED, null),
                        new DownLine("parcel", "P-2", 0, Kind.GONE, null));
    }

    @Test
    void whatTheDeviceWroteItselfIsNoNewsButMovesTheCursor() throws Exception {
        // Given
        drain(4_096);
        put("order", "O-1", "*", "LOCKER-001", EPOCH.toString());

        // When
        var page = pull(4_096).orElseThrow();

        // Then
        assertThat(page.lines()).isEmpty();
        assertThat(pull(4_096)).isEmpty();

        // When
        put("order", "O-2", "*", "LOCKER-001", new UUID(8, 8).toString());

        // Then
        assertThat(pull(4_096).orElseThrow().lines()).extracting(DownLine::key).containsExactly("O-2");
    }

    @Test
    void whatTheFeedDoesNotHaveYetIsToldFirstOnceAndLeavesTheCursorWhereItWas() throws Exception {
        // Given
        put("parcel", "P-1", "*");
        drain(4_096);
        String before = Objects.requireNonNull(cursor);
        run(entity("default", "order", "O-1", "*", "hub", null) + ";"
                + entity("default", "order", "O-2", "d:OTHER", "hub", null));

        // When
        Pulled page = pull(4_096, told("O-1"), told("O-2"), told("O-3")).orElseThrow();

        // Then
        assertThat(page.lines())
                .extracting(DownLine::key, DownLine::kind)
                .containsExactly(tuple("O-1", Kind.STATE), tuple("O-2", Kind.GONE), tuple("O-3", Kind.GONE));
        assertThat(page.down().more()).isFalse();
        assertThat(cursor).isEqualTo(before);

        // When
        put("order", "O-1", "*");
        put("parcel", "P-2", "*");
        List<DownLine> news = pull(4_096, told("O-1")).orElseThrow().lines();

        // Then
        assertThat(news).extracting(DownLine::key).containsExactly("O-1", "P-2");
        assertThat(pull(4_096)).isEmpty();
    }

    @Test
    void whatIsToldBesideTheFeedAndDoesNotFitBringsTheDeviceBack() throws Exception {
        // Given
        drain(4_096);
        put("parcel", "P-1", "*");
        run(entity("default", "order", "O-1", "*", "hub", null) + ";"
                + entity("default", "order", "O-2", "*", "hub", null));

        // When
        Pulled page = pull(1, told("O-1"), told("O-2")).orElseThrow();

        // Then
        assertThat(page.lines()).extracting(DownLine::key).containsExactly("O-1");
        assertThat(page.down().more()).isTrue();
        assertThat(drain(1)).isEqualTo(1);
        assertThat(mirror).containsOnlyKeys("order/O-1", "parcel/P-1");
    }

    private static Key.OfEntity told(String key) {
        return new Key.OfEntity(TenantId.DEFAULT, "order", key);
    }

    @Test
    void whoJoinsOrLeavesAGroupReadsAnew() throws Exception {
        // Given
        put("offer", "F-1", "g:north");
        put("parcel", "P-1", "*");
        drain(4_096);
        assertThat(mirror).containsOnlyKeys("parcel/P-1");

        // When
        run("INSERT INTO device_group (tenant, name, device) VALUES ('default', 'north', 'LOCKER-001')");
        drain(4_096);

        // Then
        assertThat(mirror).containsOnlyKeys("offer/F-1", "parcel/P-1");

        // When
        run("DELETE FROM device_group");
        drain(4_096);

        // Then
        assertThat(mirror).containsOnlyKeys("parcel/P-1");
    }

    @Test
    void aCursorOfAnotherFeedOrOfNoneReadsAnew() throws Exception {
        // Given
        put("parcel", "P-1", "*");
        drain(4_096);
        String good = Objects.requireNonNull(cursor);

        // When, then
        for (String strange : List.of("nonsense", "AAAA", good.substring(1))) {
            cursor = strange;
            assertThat(pull(4_096).orElseThrow().down().scan()).as(strange).isNotNull();
        }
        cursor = good;
        assertThat(pull(4_096)).isEmpty();
        run("UPDATE feed_state SET lsn = 5");
        assertThat(pull(4_096).orElseThrow().down().scan())
                .as("ahead of the feed")
                .isNotNull();
        run("UPDATE feed_state SET incarnation = gen_random_uuid(), lsn = " + lsn);
        cursor = good;
        assertThat(pull(4_096).orElseThrow().down().scan())
                .as("another incarnation")
                .isNotNull();
    }

    @Test
    void anEntityThatIsLargerThanThePageGoesAlone() throws Exception {
        // Given
        drain(100);
        put("parcel", "P-1", "*");
        put("parcel", "P-2", "*");
        put("parcel", "P-3", "*");

        // When
        var page = pull(1).orElseThrow();

        // Then
        assertThat(page.lines()).extracting(DownLine::key).containsExactly("P-1");
        assertThat(page.down().more()).isTrue();
        assertThat(drain(1)).isEqualTo(2);
        assertThat(mirror).hasSize(3);
    }

    @Test
    void oneTenantSeesNothingOfAnother() throws Exception {
        // Given
        run("INSERT INTO tenant (id, name) VALUES ('acme', 'Acme')");
        run(entity("acme", "parcel", "P-1", "*", "hub", null));
        run(feed("acme", "parcel", "P-1", "*", true));

        // When
        drain(4_096);

        // Then
        assertThat(mirror).isEmpty();
    }

    private record Pulled(Down down, List<DownLine> lines) {}

    /** One page, applied as a device does. */
    private Optional<Pulled> pull(long bytesMax, Key.OfEntity... told) throws Exception {
        Optional<Page> page = await(puller.page(DEVICE, EPOCH, new Pull(cursor, bytesMax), List.of(told)));
        return page.map(this::apply);
    }

    private Pulled apply(Page page) {
        Down down = page.down();
        List<DownLine> lines = DownLine.read(down, page.lines()).orElseThrow();
        for (DownLine line : lines) {
            String name = line.type() + "/" + line.key();
            seenInScan.add(name);
            if (line.kind() == Kind.STATE) {
                mirror.put(name, Long.toString(line.version()));
            } else {
                mirror.remove(name);
            }
        }
        if (down.scanEnd()) {
            mirror.keySet().retainAll(seenInScan);
            seenInScan.clear();
        }
        cursor = down.cursor();
        return new Pulled(down, lines);
    }

    /** Pulls until there is nothing more; how many pages it took. */
    @CanIgnoreReturnValue
    private int drain(long bytesMax) throws Exception {
        List<Pulled> pages = new ArrayList<>();
        Optional<Pulled> page = pull(bytesMax);
        while (page.isPresent()) {
            pages.add(page.get());
            assertThat(pages).as("pages").hasSizeLessThan(100);
            page = pull(bytesMax);
        }
        return pages.size();
    }

    private void put(String type, String key, String audience) {
        put(type, key, audience, "hub", null);
    }

    private void put(String type, String key, String audience, String author, @Nullable String epoch) {
        run(entity("default", type, key, audience, author, epoch));
        run("UPDATE entity_feed SET present = false, lsn = " + ++lsn + " WHERE type = '" + type + "' AND key = '" + key
                + "'");
        run(feed("default", type, key, audience, true));
        run("UPDATE feed_state SET lsn = " + lsn);
    }

    private void delete(String type, String key) {
        run("UPDATE entity SET deleted = true, version = version + 1 WHERE type = '" + type + "' AND key = '" + key
                + "'");
        run("UPDATE entity_feed SET lsn = " + ++lsn + " WHERE type = '" + type + "' AND key = '" + key + "'");
        run("UPDATE feed_state SET lsn = " + lsn);
    }

    private static String entity(
            String tenant, String type, String key, String audience, String author, @Nullable String epoch) {
        return """
                INSERT INTO entity (tenant, type, key, version, data, audience, hlc, device, epoch, run_from, updated_at)
                VALUES ('%s', '%s', '%s', 1, '{"n": 1.50, "none": null}', '%s', 0, '%s', %s, 1, now())
                ON CONFLICT (tenant, type, key) DO UPDATE SET version = entity.version + 1, audience = excluded.audience
                """.formatted(tenant, type, key, audience, author, epoch == null ? "NULL" : "'" + epoch + "'");
    }

    private String feed(String tenant, String type, String key, String audience, boolean present) {
        return """
                INSERT INTO entity_feed (tenant, type, key, audience, lsn, idx, present, version)
                VALUES ('%s', '%s', '%s', '%s', %d, 0, %s, 1)
                ON CONFLICT (tenant, type, key, audience) DO UPDATE SET lsn = excluded.lsn, present = excluded.present
                """.formatted(tenant, type, key, audience, lsn, present);
    }

    private void run(String sql) {
        TestDatabase.run(database, "SET ghosthunter.tenants = '*'; " + sql);
    }

    @CanIgnoreReturnValue
    private static <T> T await(io.vertx.core.Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
