package ghosthunter.hub.command;

import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.hub.postgres.PoolLimits;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Repeats what a database refuses only at the moment: it starts, it stops, or all its connections are taken. An address where
 * nothing listens, a wrong password and an unknown database are told at once: they are likely to be typed wrong.
 */
record Patience(int attemptsMax) {
    /** SQLSTATEs: too many connections, cannot connect now, shut down by an administrator, lost while connecting. */
    private static final Set<String> PASSING = Set.of("53300", "57P03", "57P01", "08006");

    /** As patient as the pools of a command. */
    static Patience ofCommand() {
        return new Patience(PoolLimits.ofCommand().attemptsMax());
    }

    /** What the work gives; after the last attempt, its failure. Blocks. */
    <T> T until(Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.get();
            } catch (ProblemException e) {
                if (!passes(e) || attempt >= attemptsMax) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PoolLimits.PAUSE_MS));
            }
        }
    }

    private static boolean passes(ProblemException failure) {
        return failure.getCause() instanceof SQLException refusal && PASSING.contains(refusal.getSQLState());
    }
}
