package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.Epoch;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.SqlConnection;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Finds which changes of a lone submission the database refuses to project: writes each step of each package behind a
 * savepoint of its own and takes it back. Nothing of it is committed.
 */
final class CulpritProbe {
    private final GroupTransaction transaction;
    private final LedgerSettings settings;

    CulpritProbe(LedgerConnection connection, LedgerSettings settings, InstantSource clock, Supplier<Epoch> epochs) {
        this.transaction = new GroupTransaction(connection, settings, clock, epochs);
        this.settings = settings;
    }

    /** The culprits with the database's reason; empty when none of the projections is at fault. */
    Future<Map<Key.Entry, String>> search(List<Intake> single, Map<Key.Entry, String> barred) {
        return transaction.judged(single, barred, this::probe);
    }

    private Future<Map<Key.Entry, String>> probe(SqlConnection live, GroupJudge.Verdict verdict) {
        List<GroupWrites.Projection> steps = verdict.writes().projections();
        List<Future<Void>> tried =
                steps.stream().map(step -> tryOut(live, step)).toList();
        Future<?> rolledBack = live.query("ROLLBACK").execute();
        List<Future<?>> all = new ArrayList<>(tried);
        all.add(rolledBack);
        return Future.join(all).transform(joined -> rolledBack.map(done -> culprits(steps, tried)));
    }

    private Future<Void> tryOut(SqlConnection live, GroupWrites.Projection step) {
        Pipeline before = new Pipeline(live);
        before.command("SAVEPOINT step");
        Pipeline write = new Pipeline(live);
        new GroupWriter(write, settings)
                .sendPackages(
                        step.added() ? List.of(step.row()) : List.of(), step.added() ? List.of() : List.of(step.row()));
        Pipeline after = new Pipeline(live);
        after.command("ROLLBACK TO SAVEPOINT step");
        Future<Void> written = write.join();
        return Future.join(before.join(), after.join(), written).transform(joined -> written);
    }

    /** The first refused step of a package; those behind it wait for it in any case. */
    private static Map<Key.Entry, String> culprits(List<GroupWrites.Projection> steps, List<Future<Void>> tried) {
        Map<Key.Entry, String> culprits = new LinkedHashMap<>();
        Set<Key.OfPackage> refused = new java.util.HashSet<>();
        for (int i = 0; i < steps.size(); i++) {
            GroupWrites.Projection step = steps.get(i);
            Key.OfPackage of = new Key.OfPackage(step.row().tenant(), step.row().trackingId());
            if (isRefused(tried.get(i)) && refused.add(of)) {
                culprits.put(step.cause(), reason(tried.get(i).cause()));
            }
        }
        return culprits;
    }

    private static boolean isRefused(AsyncResult<Void> tried) {
        return tried.failed() && PgFailure.of(tried.cause(), false) == PgFailure.CULPRIT;
    }

    private static String reason(Throwable failure) {
        return failure instanceof PgException pg
                ? "the database refuses it: " + pg.getErrorMessage() + " (" + pg.getSqlState() + ")"
                : String.valueOf(failure.getMessage());
    }
}
