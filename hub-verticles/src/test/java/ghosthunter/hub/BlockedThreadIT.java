package ghosthunter.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ghosthunter.codecs.exchange.Receipt;
import ghosthunter.codecs.exchange.Verdict;
import ghosthunter.codecs.key.Jws;
import ghosthunter.hub.http.Exchanges;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Nothing blocks an event loop: Vert.x's own checker, with its own limits, has nothing to say under load. */
class BlockedThreadIT {
    private static final String CHECKER = "io.vertx.core.impl.BlockedThreadChecker";
    private static final int LOCKERS = 16;
    private static final int EXCHANGES = 20;
    private static final int CHANGES = 40;

    /** The first exchange after a long time offline is as large as the hub allows. */
    private static final int BACKLOG = 2_000;

    private final Warnings warnings = new Warnings();

    @BeforeEach
    void listen() {
        warnings.start();
        checker().addAppender(warnings);
    }

    @AfterEach
    void listenNoMore() {
        checker().detachAppender(warnings);
        warnings.stop();
    }

    @Test
    void underLoadTheCheckerStaysSilentAndEverythingIsAppended(@TempDir Path dataDir) throws Exception {
        // Given
        DatabaseUrl database = TestDatabase.empty();
        RunningHub hub = RunningHub.start(RunningHub.config(database, dataDir, dataDir, 0));
        ExecutorService clients = Executors.newFixedThreadPool(LOCKERS);
        try {
            List<Callable<SteadyLocker>> work = new ArrayList<>();
            for (int i = 0; i < LOCKERS; i++) {
                SteadyLocker locker = new SteadyLocker(hub.enroll(database, "LOCKER-" + i));
                work.add(() -> drive(hub, locker));
            }

            // When
            List<Future<SteadyLocker>> driven = clients.invokeAll(work, 240, TimeUnit.SECONDS);

            // Then
            long changes = 0;
            for (Future<SteadyLocker> locker : driven) {
                changes += locker.get().head().seq();
            }
            assertThat(changes).isEqualTo(LOCKERS * (BACKLOG + (long) EXCHANGES * CHANGES));
            assertThat(count(database, "packages")).isEqualTo(changes);
            assertThat(count(database, "ledger")).isEqualTo(changes);
            assertThat(warnings.told).isEmpty();
        } finally {
            clients.shutdownNow();
            hub.close();
        }
    }

    /** The test above would notice: the same listener hears of a loop that is blocked on purpose. */
    @Test
    void aBlockedLoopIsHeard() throws Exception {
        // Given
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setBlockedThreadCheckInterval(10)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS)
                .setMaxEventLoopExecuteTime(50)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS));
        CountDownLatch release = new CountDownLatch(1);

        // When
        vertx.runOnContext(v -> awaitQuietly(release));

        // Then
        await().atMost(Duration.ofSeconds(20)).until(() -> !warnings.told.isEmpty());
        release.countDown();
        RunningHub.finished(vertx.close());
    }

    private static SteadyLocker drive(RunningHub hub, SteadyLocker locker) throws Exception {
        send(hub, locker.next(BACKLOG), locker);
        for (int i = 0; i < EXCHANGES; i++) {
            send(hub, locker.next(CHANGES), locker);
        }
        return locker;
    }

    private static void send(RunningHub hub, Exchanges.Signed exchange, SteadyLocker locker) throws Exception {
        HttpResponse<String> answer = hub.sync(exchange.body());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Receipt receipt =
                Receipt.ofJson(Jws.parse(answer.body().strip(), Receipt.TYP).payload());
        assertThat(receipt.lanes().get(0).verdict()).isEqualTo(Verdict.APPENDED);
        assertThat(receipt.lanes().get(0).durable()).isEqualTo(locker.head());
    }

    private static long count(DatabaseUrl database, String table) throws Exception {
        try (Connection connection = TestDatabase.connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
            assertThat(rows.next()).isTrue();
            return rows.getLong(1);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Logger checker() {
        return (Logger) LoggerFactory.getLogger(CHECKER);
    }

    /** Keeps what is logged. */
    private static final class Warnings extends AppenderBase<ILoggingEvent> {
        final Queue<String> told = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            told.add(event.getFormattedMessage());
        }
    }
}
