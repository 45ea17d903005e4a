package ghosthunter.hub.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.exchange.Receipt.LaneReceipt;
import ghosthunter.codecs.exchange.Verdict;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.ledger.CommitCutter.Moment;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What only Postgres can do to a group: a wire that breaks, a lock in the way, a rule of the schema. */
final class SqlLedgerFaultIT {
    private static LedgerDatabase database;

    private final TestClock clock = new TestClock();
    private final Noted noted = new Noted();

    @BeforeAll
    static void start() {
        database = new LedgerDatabase();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void empty() {
        database.empty();
    }

    @Test
    void aCommitWhoseAnswerIsLostIsNotReceiptedAndTheRetryFindsIt() {
        // Given
        try (CommitCutter wire = new CommitCutter(database.vertx, database.url)) {
            SqlLedger ledger = database.ledger(wire.connectOptions(), clock, noted);
            TestLocker locker = locker("LOCKER-001");
            locker.dropOff("PKG-1");
            Submission.Signed submission = locker.all();
            wire.arm(Moment.BEFORE_THE_CLIENT_HEARS);

            // When
            Outcome unknown = LedgerConformance.commit(ledger, submission).get(0);
            LaneReceipt retried = critical(ledger, submission);

            // Then
            assertThat(wire.cuts()).isEqualTo(1);
            assertThat(problem(unknown)).isEqualTo(ProblemType.UNAVAILABLE);
            LedgerConformance.assertReceipt(retried, Verdict.KNOWN, locker.head(Lane.CRITICAL));
            assertThat(database.contents().table("packages")).hasSize(1);
            assertThat(database.contents().table("ledger")).hasSize(1);
        }
    }

    @Test
    void aCommitThatNeverArrivedIsNotReceiptedAndTheRetryAppends() {
        // Given
        try (CommitCutter wire = new CommitCutter(database.vertx, database.url)) {
            SqlLedger ledger = database.ledger(wire.connectOptions(), clock, noted);
            TestLocker locker = locker("LOCKER-001");
            locker.dropOff("PKG-1");
            Submission.Signed submission = locker.all();
            wire.arm(Moment.BEFORE_POSTGRES_HEARS);

            // When
            Outcome unknown = LedgerConformance.commit(ledger, submission).get(0);
            List<String> between = database.contents().table("ledger");
            LaneReceipt retried = critical(ledger, submission);

            // Then
            assertThat(wire.cuts()).isEqualTo(1);
            assertThat(problem(unknown)).isEqualTo(ProblemType.UNAVAILABLE);
            assertThat(between).isEmpty();
            LedgerConformance.assertReceipt(retried, Verdict.APPENDED, locker.head(Lane.CRITICAL));
        }
    }

    @Test
    void aSessionThatDiesBeforeTheCommitIsTriedAgainWithoutTheDeviceNoticing() throws SQLException {
        // Given
        SqlLedger ledger = database.ledger(database.url.connectOptions(), clock, noted);
        TestLocker locker = locker("LOCKER-001");
        locker.dropOff("PKG-1");
        Future<List<Outcome>> committing;
        try (Connection blocker = TestDatabase.connect(database.url);
                Statement sql = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            sql.execute("SELECT 1 FROM device WHERE device = 'LOCKER-001' FOR UPDATE");
            committing = ledger.commit(List.of(locker.all()));

            // When
            await().until(() -> number(sql, """
                    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                    WHERE application_name = 'ghosthunter-ledger' AND datname = current_database()
                      AND wait_event_type = 'Lock'""") == 1);
            blocker.rollback();
        }

        // Then
        Outcome outcome = LedgerConformance.await(committing).get(0);
        LedgerConformance.assertReceipt(
                LedgerConformance.lane(outcome, Lane.CRITICAL), Verdict.APPENDED, locker.head(Lane.CRITICAL));
        assertThat(noted.retries).hasSize(1);
    }

    @Test
    void groupsInOppositeKeyOrderMeetNoDeadlock() {
        // Given
        SqlLedger one = database.ledger(database.url.connectOptions(), clock, noted);
        SqlLedger two = database.ledger(database.url.connectOptions(), clock, noted);
        List<TestLocker> lockers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            lockers.add(locker("LOCKER-" + i));
        }

        // When
        List<Future<List<Outcome>>> commits = new ArrayList<>();
        for (int round = 0; round < 40; round++) {
            List<Submission> forth = new ArrayList<>();
            for (TestLocker locker : lockers) {
                locker.dropOff("PKG-" + round + "-" + (1_000 - lockers.indexOf(locker)));
                forth.add(locker.after(round));
            }
            List<Submission> back = new ArrayList<>(forth);
            Collections.reverse(back);
            commits.add(one.commit(forth));
            commits.add(two.commit(back));
        }
        var unused = LedgerConformance.await(Future.all(commits));

        // Then
        assertThat(noted.retries).doesNotContain("40P01", "40001");
        assertThat(database.contents().table("packages")).hasSize(40 * 40);
    }

    @Test
    void whatTheDatabaseRefusesIsFoundInTheGroupAndAloneQuarantined() {
        // Given
        SqlLedger ledger = database.ledger(database.url.connectOptions(), clock, noted);
        List<TestLocker> lockers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            TestLocker locker = locker("LOCKER-" + i);
            locker.dropOff("PKG-A" + i);
            locker.dropOff(i == 3 ? "PKG-REFUSED" : "PKG-B" + i);
            locker.dropOff("PKG-C" + i);
            lockers.add(locker);
        }
        database.execute("ALTER TABLE packages ADD CONSTRAINT test_rule CHECK (tracking_id <> 'PKG-REFUSED')");
        try {
            // When
            List<Outcome> outcomes = LedgerConformance.commit(
                    ledger,
                    LedgerConformance.array(
                            lockers.stream().map(TestLocker::all).toList()));

            // Then
            for (int i = 0; i < 5; i++) {
                LedgerConformance.assertReceipt(
                        LedgerConformance.lane(outcomes.get(i), Lane.CRITICAL),
                        Verdict.APPENDED,
                        lockers.get(i).head(Lane.CRITICAL));
            }
            Contents contents = database.contents();
            assertThat(contents.table("ledger")).hasSize(15);
            assertThat(contents.table("packages")).hasSize(14);
            assertThat(contents.table("quarantine")).hasSize(1);
            assertThat(contents.table("quarantine", "LOCKER-3", "the database refuses it", "test_rule"))
                    .hasSize(1);
            assertThat(contents.table("finding", "| poison |", "PKG-REFUSED")).hasSize(1);
        } finally {
            database.execute("ALTER TABLE packages DROP CONSTRAINT test_rule");
        }
    }

    @Test
    void whatTheDatabaseRefusedIsProjectedByAReviewWhenTheRuleIsGone() {
        // Given
        SqlLedger ledger = database.ledger(database.url.connectOptions(), clock, noted);
        TestLocker locker = locker("LOCKER-001");
        locker.dropOff("PKG-REFUSED");
        locker.pickUp("PKG-REFUSED");
        database.execute("ALTER TABLE packages ADD CONSTRAINT test_rule CHECK (tracking_id <> 'PKG-REFUSED')");
        try {
            assertThat(critical(ledger, locker.all()).verdict()).isEqualTo(Verdict.APPENDED);
            assertThat(review(ledger, locker)).hasSize(2);
        } finally {
            database.execute("ALTER TABLE packages DROP CONSTRAINT test_rule");
        }

        // When
        List<String> waiting = review(ledger, locker);

        // Then
        assertThat(waiting).isEmpty();
        assertThat(database.contents().table("packages", "PKG-REFUSED", "picked_up"))
                .hasSize(1);
    }

    private static List<String> review(SqlLedger ledger, TestLocker locker) {
        Outcome outcome = LedgerConformance.await(ledger.review(locker.ref, java.util.Set.of()));
        assertThat(LedgerConformance.lanes(outcome)).isEmpty();
        return database.contents().table("quarantine", "| null | null");
    }

    private TestLocker locker(String code) {
        TestLocker locker = new TestLocker(code, clock, 1);
        database.enroll(locker);
        return locker;
    }

    private static LaneReceipt critical(Ledger ledger, Submission submission) {
        return LedgerConformance.lane(
                LedgerConformance.commit(ledger, submission).get(0), Lane.CRITICAL);
    }

    private static ProblemType problem(Outcome outcome) {
        return outcome.fold(
                committed -> {
                    throw new AssertionError("not known to be durable, not " + committed);
                },
                failed -> failed.problem().type());
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getLong(1);
        }
    }

    /** Remembers why groups were tried again. */
    private static final class Noted implements LedgerMetrics {
        final Queue<String> retries = new ConcurrentLinkedQueue<>();

        @Override
        public void appended(int changes) {}

        @Override
        public void retried(String cause) {
            retries.add(cause);
        }

        @Override
        public void split() {}

        @Override
        public void overloaded() {}
    }
}
