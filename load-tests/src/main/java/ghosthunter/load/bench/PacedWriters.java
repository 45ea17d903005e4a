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

/**
 * Writes to a database at a pace, whatever it does: each write is a transaction of its own and falls due at its time. What is late
 * follows at once. Blocking.
 */
final class PacedWriters {
    private static final int SESSIONS = 20;

    private PacedWriters() {}

    /** One write. Called by one thread for each session. */
    interface Write {
        /** Executes the statement, which commits by itself. */
        void run(PreparedStatement statement, int number) throws SQLException;
    }

    /** Makes {@code count} writes. */
    static void run(BenchHub hub, String sql, int perS, int count, Write write) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(SESSIONS);
        List<java.util.concurrent.Future<?>> sessions = new ArrayList<>();
        try {
            long startNanos = System.nanoTime();
            for (int session = 0; session < SESSIONS; session++) {
                int first = session;
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
            for (int number = first; number < count; number += SESSIONS) {
                long dueNanos = startNanos + number * TimeUnit.SECONDS.toNanos(1) / perS;
                for (long left = dueNanos - System.nanoTime(); left > 0; left = dueNanos - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                write.run(statement, number);
            }
        }
    }
}
