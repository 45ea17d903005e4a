package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.Epoch;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One try of one group: lock and read, judge, write and commit. Fails with whatever stopped it; use once. */
final class GroupTransaction {
    private final LedgerConnection connection;
    private final LedgerSettings settings;
    private final InstantSource clock;
    private final Supplier<Epoch> epochs;
    private boolean commitSent;

    GroupTransaction(
            LedgerConnection connection, LedgerSettings settings, InstantSource clock, Supplier<Epoch> epochs) {
        this.connection = connection;
        this.settings = settings;
        this.clock = clock;
        this.epochs = epochs;
    }

    /** Whether Postgres may have heard of the COMMIT: a lost connection then leaves the outcome open. */
    boolean isCommitSent() {
        return commitSent;
    }

    /** Runs it. */
    Future<GroupJudge.Verdict> run(List<Intake> group, Map<Key.Entry, String> barred) {
        return judged(group, barred, (live, verdict) -> write(live, verdict));
    }

    /** What is done with the verdict while the locks are held. */
    interface Then<T> {
        Future<T> apply(SqlConnection live, GroupJudge.Verdict verdict);
    }

    /** Locks, reads and judges, then does {@code then}. Whatever fails, no transaction stays open. */
    <T> Future<T> judged(List<Intake> group, Map<Key.Entry, String> barred, Then<T> then) {
        return connection
                .get()
                .compose(live -> read(live, group, barred).compose(verdict -> then.apply(live, verdict)))
                .timeout(settings.attemptTimeoutMs(), TimeUnit.MILLISECONDS)
                .recover(failure -> cleared(failure).compose(done -> Future.failedFuture(failure)));
    }

    private Future<GroupJudge.Verdict> read(SqlConnection live, List<Intake> group, Map<Key.Entry, String> barred) {
        GroupNeeds needs = GroupNeeds.of(group, settings.entities());
        return new GroupReader(new Pipeline(live), needs, settings.samplesPerBootMax())
                .read()
                .map(view -> GroupJudge.judge(group, needs, view, now(), settings, epochs, barred));
    }

    private Future<GroupJudge.Verdict> write(SqlConnection live, GroupJudge.Verdict verdict) {
        Pipeline pipeline = new Pipeline(live);
        new GroupWriter(pipeline, settings).send(verdict.writes());
        pipeline.command("COMMIT");
        commitSent = true;
        return pipeline.join().map(done -> verdict);
    }

    /** After an error of a statement the session is sound and rolls back; after anything else it is given up. */
    private Future<Void> cleared(Throwable failure) {
        if (failure instanceof PgException pg && "ERROR".equals(pg.getSeverity())) {
            return connection
                    .get()
                    .compose(live -> live.query("ROLLBACK").execute())
                    .transform(rolledBack -> {
                        if (rolledBack.failed()) {
                            connection.drop();
                        }
                        return Future.succeededFuture();
                    });
        }
        connection.drop();
        return Future.succeededFuture();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
