package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.id.UuidV7;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.postgres.Tenancy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger in Postgres: one transaction of two round trips for a whole group.
 *
 * <ol>
 *   <li>lock the devices, then the packages, each in key order, and read all that the decision needs;
 *   <li>{@link GroupJudge} decides from what is locked, never from memory;
 *   <li>write every row once, and COMMIT, sent in one go.
 * </ol>
 *
 * <p>A lock on a device guards all that hangs from it, so nothing else of a device needs one. Two groups cannot wait for each
 * other in a circle: everybody locks devices before packages, each in one order; new packages are inserted in that order
 * too, after all locks; and who inserts waits only for others that insert.
 *
 * <p>Of one context; groups are committed one after the other.
 */
public final class SqlLedger implements Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(SqlLedger.class);

    private final Vertx vertx;
    private final LedgerConnection connection;
    private final LedgerSettings settings;
    private final InstantSource clock;
    private final UuidV7 ids;
    private final LedgerMetrics metrics;
    private Future<?> tail = Future.succeededFuture();

    /** Connects when the first group comes. */
    public SqlLedger(
            Vertx vertx,
            PgConnectOptions database,
            LedgerSettings settings,
            InstantSource clock,
            UuidV7 ids,
            LedgerMetrics metrics) {
        this.vertx = vertx;
        this.connection = new LedgerConnection(vertx, database, settings);
        this.settings = settings;
        this.clock = clock;
        this.ids = ids;
        this.metrics = metrics;
    }

    @Override
    public Future<List<Outcome>> commit(List<Submission> group) {
        return commitIntakes(group.stream().map(Intake::of).toList());
    }

    @Override
    public Future<Void> close() {
        return tail.transform(done -> connection.close());
    }

    @Override
    public Future<Outcome> review(DeviceRef device, Set<Key.Entry> dismissed) {
        return waiting(device)
                .compose(lines -> commitIntakes(List.of(new Intake.Review(device, lines, dismissed))))
                .map(outcomes -> outcomes.get(0));
    }

    /** Read to know which rows the review must lock; what comes to wait in between is judged the next time. */
    private Future<List<ReadLine>> waiting(DeviceRef device) {
        Tuple asked = Columns.of(List.of(device))
                .device(d -> d)
                .and(GroupReader.REVIEW_ROWS_MAX)
                .tuple();
        Future<List<ReadLine>> read =
                tail.transform(before -> connection.get()).compose(live -> waiting(live, device, asked));
        tail = read;
        return read;
    }

    /** Ends its transaction whatever happens: COMMIT of a failed one rolls back. */
    private static Future<List<ReadLine>> waiting(SqlConnection live, DeviceRef device, Tuple asked) {
        List<ReadLine> lines = new ArrayList<>();
        Pipeline pipeline = new Pipeline(live);
        pipeline.begin(Tenancy.of(device.tenant()));
        pipeline.send(
                LedgerSql.READ_DEVICE_WAITING,
                asked,
                rows -> rows.forEach(row ->
                        lines.add(ReadLine.of(Line.of(row.getBuffer("line").getBytes())))));
        pipeline.command("COMMIT");
        return pipeline.join().map(done -> lines);
    }

    /** Commits behind all groups that came before. */
    private Future<List<Outcome>> commitIntakes(List<Intake> group) {
        if (group.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        Future<List<Outcome>> outcomes = tail.transform(before -> commit(group, Map.of()));
        tail = outcomes;
        return outcomes;
    }

    private Future<List<Outcome>> commit(List<Intake> group, Map<Key.Entry, String> barred) {
        return tryTo(group, barred, 1);
    }

    private Future<List<Outcome>> tryTo(List<Intake> group, Map<Key.Entry, String> barred, int attempt) {
        GroupTransaction transaction = new GroupTransaction(connection, settings, clock, this::newEpoch);
        return transaction
                .run(group, barred)
                .map(this::outcomes)
                .recover(failure -> mend(group, barred, attempt, failure, transaction.isCommitSent()));
    }

    private List<Outcome> outcomes(GroupJudge.Verdict verdict) {
        metrics.appended(verdict.writes().entries().size());
        long recordedAtMs = clock.millis();
        return verdict.judged().stream()
                .map(judged -> judged.outcome(recordedAtMs))
                .toList();
    }

    private Future<List<Outcome>> mend(
            List<Intake> group, Map<Key.Entry, String> barred, int attempt, Throwable failure, boolean commitSent) {
        PgFailure kind = PgFailure.of(failure, commitSent);
        return switch (kind) {
            case RETRY ->
                attempt < settings.attemptsMax()
                        ? tryAgain(group, barred, attempt, failure)
                        : failed(group, ProblemType.UNAVAILABLE, kind, failure);
            case UNKNOWN -> failed(group, ProblemType.UNAVAILABLE, kind, failure);
            case CULPRIT, BUG ->
                group.size() > 1 ? split(group, barred, failure) : single(group, barred, kind, failure);
            case HOPELESS -> failed(group, ProblemType.UNAVAILABLE, kind, failure);
        };
    }

    private Future<List<Outcome>> tryAgain(
            List<Intake> group, Map<Key.Entry, String> barred, int attempt, Throwable failure) {
        metrics.retried(cause(failure));
        LOG.atInfo()
                .addKeyValue("attempt", attempt)
                .addKeyValue("cause", cause(failure))
                .addKeyValue("submissions", group.size())
                .log("group is tried again");
        long pauseMs = settings.retryPauseMs() << Math.min(attempt - 1, 10);
        return vertx.timer(pauseMs, java.util.concurrent.TimeUnit.MILLISECONDS)
                .compose(passed -> tryTo(group, barred, attempt + 1));
    }

    private Future<List<Outcome>> split(List<Intake> group, Map<Key.Entry, String> barred, Throwable failure) {
        metrics.split();
        LOG.atInfo()
                .addKeyValue("cause", cause(failure))
                .addKeyValue("submissions", group.size())
                .log("group is cut in halves");
        List<List<Intake>> halves = GroupSplit.halves(group);
        return commit(halves.get(0), barred)
                .compose(first -> commit(halves.get(1), barred).map(second -> concat(first, second)));
    }

    /** The culprit is alone: what the database refuses to project is recorded and put into quarantine. */
    private Future<List<Outcome>> single(
            List<Intake> group, Map<Key.Entry, String> barred, PgFailure kind, Throwable failure) {
        if (kind == PgFailure.BUG) {
            return failed(group, ProblemType.INTERNAL, kind, failure);
        }
        return new CulpritProbe(connection, settings, clock, this::newEpoch)
                .search(group, barred)
                .compose(found -> found.isEmpty()
                        ? failed(group, ProblemType.INTERNAL, kind, failure)
                        : commit(group, merged(barred, found)))
                .recover(again -> failed(group, ProblemType.UNAVAILABLE, PgFailure.of(again, false), again));
    }

    private Future<List<Outcome>> failed(List<Intake> group, ProblemType type, PgFailure kind, Throwable failure) {
        LOG.atError()
                .addKeyValue("kind", kind)
                .addKeyValue("cause", cause(failure))
                .addKeyValue("submissions", group.size())
                .setCause(failure)
                .log("group is not committed");
        Outcome outcome = new Outcome.Failed(
                Problem.of(type, type == ProblemType.INTERNAL ? "the ledger failed" : "the ledger cannot commit"));
        return Future.succeededFuture(group.stream().map(intake -> outcome).toList());
    }

    private Epoch newEpoch() {
        return new Epoch(ids.next());
    }

    private static String cause(Throwable failure) {
        return failure instanceof PgException pg && pg.getSqlState() != null
                ? pg.getSqlState()
                : failure.getClass().getSimpleName();
    }

    private static Map<Key.Entry, String> merged(Map<Key.Entry, String> a, Map<Key.Entry, String> b) {
        Map<Key.Entry, String> merged = new HashMap<>(a);
        merged.putAll(b);
        return merged;
    }

    private static List<Outcome> concat(List<Outcome> first, List<Outcome> second) {
        List<Outcome> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
