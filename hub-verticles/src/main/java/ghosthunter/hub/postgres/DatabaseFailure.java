package ghosthunter.hub.postgres;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import java.util.Set;

/** What a failed statement means to the caller. */
public final class DatabaseFailure {
    /** SQLSTATE classes that are the program's fault: wrong types or values, broken rules, bad SQL. */
    private static final Set<String> PROGRAM = Set.of("0A", "21", "22", "23", "42");

    private DatabaseFailure() {}

    /**
     * For {@link Future#recover}: a database that is away or busy becomes a problem {@code unavailable}; problems and the
     * program's own faults stay what they are.
     */
    public static <T> Future<T> unavailable(Throwable failure) {
        if (failure instanceof ProblemException
                || failure instanceof IllegalStateException
                || isProgramFault(failure)) {
            return Future.failedFuture(failure);
        }
        return Future.failedFuture(Problem.of(ProblemType.UNAVAILABLE, "the database does not answer at the moment")
                .exception(failure));
    }

    /** Whether it is this SQLSTATE, such as {@code 23503}. */
    public static boolean is(Throwable failure, String sqlState) {
        return failure instanceof PgException pg && sqlState.equals(pg.getSqlState());
    }

    private static boolean isProgramFault(Throwable failure) {
        return failure instanceof PgException pg
                && pg.getSqlState() != null
                && pg.getSqlState().length() == 5
                && PROGRAM.contains(pg.getSqlState().substring(0, 2));
    }
}
