package ghosthunter.load.bench;

import ghosthunter.load.bench.frame.WrongResultException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * Writes to a database at a pace, whatever it does: each transaction of a few writes falls due at its time. What is late follows at
 * once. Blocking.
 */
final class PacedWriters {
    /** The writes of a transaction: a hub commits the changes of many devices in one. */
    static final int A_TRANSACTION = 10;

    private static final int SESSIONS = 20;

    private PacedWriters() {}

    /** One write. Called by one thread for each session. */
    interface Write {
        /**
         * Executes the statement, which the caller commits.
         *
         * @return is told when that was, {@link System#nanoTime}
         */
        LongConsumer run(PreparedStatement statement, int number) throws SQLException;
    }

    /** Makes {@code count} writes. */
    static void run(BenchHub hub, String sql, int perS, int count, Write write) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(SESSIONS);
        List<java.util.concurrent.Future<?>> sessions = new ArrayList<>();
        try {
            long startNanos = System.nanoTime();
            for (int session = 0; session < SESSIONS; session++) {
                int first = session * A_TRANSACTION;
                sessions.add(threads.submit(() -> {
                    session(hub, sql, write, startNanos, perS, first, count);
                    return first;
                }));
            }
            for (java.util.concurrent.Future<?> session : sessions) {
                Object unused = session.get();
            }
        } catch (ExecutionException e) {
            throw new WrongResultException("a change could not be written: " + e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private static void session(BenchHub hub, String sql, Write write, long startNanos, int perS, int first, int count)
            throws SQLException {
        try (Connection connection = hub.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            connection.setAutoCommit(false);
            for (int number = first; number < count; number += SESSIONS * A_TRANSACTION) {
                long dueNanos = startNanos + number * TimeUnit.SECONDS.toNanos(1) / perS;
                for (long left = dueNanos - System.nanoTime(); left > 0; left = dueNanos - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                transaction(connection, statement, write, number, Math.min(count, number + A_TRANSACTION));
            }
        }
    }

    private static void transaction(Connection connection, PreparedStatement statement, Write write, int from, int to)
            throws SQLException {
        List<LongConsumer> committed = new ArrayList<>(A_TRANSACTION);
        for (int number = from; number < to; number++) {
            committed.add(write.run(statement, number));
        }
        connection.commit();
        long nowNanos = System.nanoTime();
        committed.forEach(told -> told.accept(nowNanos));
    }
}
