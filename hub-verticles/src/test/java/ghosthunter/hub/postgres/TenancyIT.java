package ghosthunter.hub.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import ghosthunter.codecs.change.TenantId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TenancyIT {
    private static final TenantId A = new TenantId("tenant-a");
    private static final TenantId B = new TenantId("tenant-b");
    private static final int THREADS = 8;
    private static final int ROUNDS = 150;

    /** What a session without a transaction of ours shows: its tenants, and how many devices it sees. */
    private static final String LEFT_OVER =
            "SELECT coalesce(current_setting('ghosthunter.tenants', true), ''), (SELECT count(*) FROM device)";

    private Vertx vertx;
    private DatabaseUrl url;
    private Pool pool;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        url = TestDatabase.migrated();
        TestDatabase.run(url, """
                INSERT INTO tenant (id, name) VALUES ('tenant-a', 'A'), ('tenant-b', 'B');
                INSERT INTO device (tenant, device)
                SELECT t.id, 'LOCKER-' || n FROM tenant t, generate_series(1, 3) AS n WHERE t.id <> 'default';
                """);
        pool = pool(1);
    }

    @AfterEach
    void close() throws Exception {
        await(pool.close());
        await(vertx.close());
    }

    @Test
    void aSessionWithoutATenantSeesNothing() throws Exception {
        assertThat(texts(await(pool.query("SELECT current_user").execute()))).containsExactly("ghosthunter_app");
        assertThat(leftOver()).isEqualTo(" 0");
    }

    @Test
    void aTransactionSeesTheRowsOfItsTenantsAlone() throws Exception {
        // When
        List<String> ofA = texts(await(Tenancy.of(A).query(pool, "SELECT DISTINCT tenant FROM device", Tuple.tuple())));
        List<String> ofBoth = texts(await(Tenancy.of(List.of(B, A, B))
                .query(pool, "SELECT DISTINCT tenant FROM device ORDER BY 1", Tuple.tuple())));
        List<String> ofHub = texts(await(Tenancy.hub().query(pool, "SELECT tenant FROM device", Tuple.tuple())));
        List<String> tenants =
                texts(await(Tenancy.hub().query(pool, "SELECT id FROM tenant ORDER BY 1", Tuple.tuple())));

        // Then
        assertThat(ofA).containsExactly("tenant-a");
        assertThat(ofBoth).containsExactly("tenant-a", "tenant-b");
        assertThat(ofHub).isEmpty();
        assertThat(tenants).containsExactly("default", "tenant-a", "tenant-b");
        assertThat(leftOver()).isEqualTo(" 0");
    }

    @Test
    void aConnectionThatComesBackFromAFailureHasNoTenant() throws Exception {
        // Given
        Tenancy tenancy = Tenancy.of(A);
        List<Supplier<Future<?>>> failures = List.of(
                () -> tenancy.query(pool, "SELECT 1 / $1::int", Tuple.of(0)),
                () -> tenancy.query(pool, "SELECT no_such_column FROM device", Tuple.tuple()),
                () -> tenancy.transaction(
                        pool, c -> c.preparedQuery("SELECT 1 / $1::int").execute(Tuple.of(0))),
                () -> tenancy.transaction(
                        pool,
                        c -> c.query("SELECT count(*) FROM device")
                                .execute()
                                .compose(rows -> Future.failedFuture(new IllegalStateException("the work gives up")))),
                () -> tenancy.transaction(pool, c -> {
                    throw new IllegalStateException("the work does not begin");
                }));
        for (Supplier<Future<?>> failure : failures) {
            // When
            assertThatThrownBy(() -> await(failure.get())).isInstanceOf(Exception.class);

            // Then
            assertThat(leftOver()).isEqualTo(" 0");
        }
    }

    @Test
    void whatFailsLeavesNothingBehind() throws Exception {
        // When
        assertThatThrownBy(() -> await(Tenancy.of(A)
                        .transaction(
                                pool,
                                c -> c.query("INSERT INTO device (tenant, device) VALUES ('tenant-a', 'LOCKER-9')")
                                        .execute()
                                        .compose(done -> c.query("SELECT 1 / 0").execute()))))
                .isInstanceOf(PgException.class);

        // Then
        assertThat(texts(await(Tenancy.of(A)
                        .query(pool, "SELECT device FROM device WHERE device = 'LOCKER-9'", Tuple.tuple()))))
                .isEmpty();
    }

    @Test
    void noTableTakesOrGivesARowOfAnotherTenant() throws Exception {
        // Given
        List<String> tables = texts(await(pool.query("""
                SELECT c.relname
                FROM pg_class c
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant' AND NOT a.attisdropped
                WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
                """).execute()));
        assertThat(tables).hasSizeGreaterThan(8);
        for (String table : tables) {
            // When
            Future<?> inserted = asA("INSERT INTO " + table + " (tenant) VALUES ('tenant-b')");
            Future<RowSet<Row>> changed = asA("UPDATE " + table + " SET tenant = tenant WHERE tenant = 'tenant-b'");
            Future<RowSet<Row>> deleted = asA("DELETE FROM " + table + " WHERE tenant = 'tenant-b'");
            Future<RowSet<Row>> read = asA("SELECT 1 FROM " + table + " WHERE tenant IS DISTINCT FROM 'tenant-a'");

            // Then
            assertThatThrownBy(() -> await(inserted))
                    .as(table)
                    .satisfies(e -> assertThat(state(e)).isEqualTo("42501"));
            assertThat(touched(changed)).as(table).isZero();
            assertThat(touched(deleted)).as(table).isZero();
            assertThat(await(read).size()).as(table).isZero();
        }
    }

    @Test
    void aRowCannotMoveToOrPointAtAnotherTenant() {
        // When
        Future<?> moved = asA("UPDATE device SET tenant = 'tenant-b', device = 'MOVED' WHERE device = 'LOCKER-1'");
        Future<?> pointing = asA("INSERT INTO device_key (tenant, device, kid, public_key, certificate)"
                + " SELECT 'tenant-a', 'LOCKER-B', 'kid', decode(repeat('00', 32), 'hex'), 'x'");

        // Then
        assertThatThrownBy(() -> await(moved))
                .satisfies(e -> assertThat(state(e)).isEqualTo("42501"));
        TestDatabase.run(url, "INSERT INTO device (tenant, device) VALUES ('tenant-b', 'LOCKER-B')");
        assertThatThrownBy(() -> await(pointing))
                .satisfies(e -> assertThat(state(e)).isEqualTo("23503"));
    }

    @Test
    void twoTenantsThatHammerOnePoolSeeTheirOwnRowsAlone() throws Exception {
        // Given
        await(pool.close());
        pool = pool(3);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);

        // When
        List<java.util.concurrent.Future<List<String>>> running = IntStream.range(0, THREADS)
                .mapToObj(n -> threads.submit(() -> hammer(n)))
                .toList();
        List<String> seen = new ArrayList<>();
        for (java.util.concurrent.Future<List<String>> thread : running) {
            seen.addAll(thread.get(120, TimeUnit.SECONDS));
        }
        threads.shutdown();

        // Then
        assertThat(seen).isEmpty();
        assertThat(leftOver()).isEqualTo(" 0");
        for (TenantId tenant : List.of(A, B)) {
            assertThat(await(Tenancy.of(tenant)
                                    .query(pool, "SELECT device FROM device WHERE device LIKE 'T%'", Tuple.tuple()))
                            .size())
                    .isEqualTo(THREADS / 2 * ROUNDS);
        }
    }

    /** What this thread saw that it should not have: reads, writes and failures of one tenant, one behind the other. */
    private List<String> hammer(int thread) throws Exception {
        TenantId own = thread % 2 == 0 ? A : B;
        Tenancy tenancy = Tenancy.of(own);
        List<String> wrong = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            String device = "T%d-%03d".formatted(thread, round);
            Future<RowSet<Row>> added = tenancy.query(
                    pool, "INSERT INTO device (tenant, device) VALUES ($1, $2)", Tuple.of(own.value(), device));
            Future<RowSet<Row>> read = tenancy.query(pool, "SELECT DISTINCT tenant FROM device", Tuple.tuple());
            Future<?> failed = round % 3 == 0
                    ? tenancy.query(pool, "SELECT 1 / $1::int", Tuple.of(0)).otherwiseEmpty()
                    : tenancy.transaction(
                                    pool,
                                    c -> c.query("UPDATE device SET pending = pending + 1")
                                            .execute()
                                            .compose(rows -> Future.failedFuture("taken back")))
                            .otherwiseEmpty();
            Future<RowSet<Row>> without =
                    pool.query("SELECT tenant FROM device").execute();
            await(Future.all(added, read, failed, without));
            texts(read.result()).stream()
                    .filter(tenant -> !tenant.equals(own.value()))
                    .forEach(wrong::add);
            wrong.addAll(texts(without.result()));
        }
        return wrong;
    }

    private Future<RowSet<Row>> asA(String sql) {
        return Tenancy.of(A).query(pool, sql, Tuple.tuple());
    }

    /** How many rows; none too where the role may not do that at all. */
    private static int touched(Future<RowSet<Row>> done) throws Exception {
        try {
            return await(done).rowCount();
        } catch (PgException e) {
            assertThat(e.getSqlState()).isEqualTo("42501");
            return 0;
        }
    }

    private String leftOver() throws Exception {
        Row row = await(pool.query(LEFT_OVER).execute()).iterator().next();
        return row.getString(0) + " " + row.getLong(1);
    }

    private static List<String> texts(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> row.getString(0))
                .toList();
    }

    private static String state(Throwable failure) {
        return failure instanceof PgException pg ? String.valueOf(pg.getSqlState()) : failure.toString();
    }

    private Pool pool(int connections) {
        return PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(connections))
                .connectingTo(url.connectOptions())
                .using(vertx)
                .build();
    }

    @CanIgnoreReturnValue
    private static <T> T await(Future<T> future) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
