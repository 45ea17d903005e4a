package ghosthunter.load.bench;

import ghosthunter.load.bench.frame.Latencies;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** What PostgreSQL does by itself: from a commit to the {@code NOTIFY} of it at one session that listens. Blocking. */
final class NotifyYardstick {
    private static final String WRITE = """
            WITH changed AS (UPDATE yardstick SET number = ? WHERE id = ? RETURNING number)
            SELECT pg_notify('yardstick', number::text) FROM changed
            """;

    private static final int ROWS = 1_000;
    private static final int POLL_MS = 50;
    private static final Duration MAX = Duration.ofSeconds(30);

    private NotifyYardstick() {}

    /** Measures it at a pace. */
    static Latencies run(BenchHub hub, int perS, int count) throws Exception {
        hub.execute("CREATE TABLE yardstick (id int PRIMARY KEY, number bigint NOT NULL)");
        hub.execute("INSERT INTO yardstick SELECT i, 0 FROM generate_series(0, " + (ROWS - 1) + ") AS i");
        AtomicLongArray committed = new AtomicLongArray(count);
        AtomicLongArray heard = new AtomicLongArray(count);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Connection listening = hub.connect()) {
            try (Statement listen = listening.createStatement()) {
                boolean unused = listen.execute("LISTEN yardstick");
            }
            Future<?> all = thread.submit(() -> {
                listen(listening.unwrap(PGConnection.class), heard);
                return count;
            });
            PacedWriters.run(hub, WRITE, perS, count, (statement, number) -> {
                write(statement, number);
                return nowNanos -> committed.set(number, nowNanos);
            });
            Object unusedCount = all.get(MAX.toSeconds(), TimeUnit.SECONDS);
        } finally {
            thread.shutdownNow();
        }
        Latencies latencies = new Latencies();
        for (int i = 0; i < count; i++) {
            latencies.add(heard.get(i) - committed.get(i));
        }
        return latencies;
    }

    private static void write(PreparedStatement statement, int number) throws SQLException {
        statement.setLong(1, number);
        statement.setInt(2, number % ROWS);
        boolean unused = statement.execute();
    }

    private static void listen(PGConnection connection, AtomicLongArray heard) throws SQLException {
        for (int left = heard.length(); left > 0; ) {
            PGNotification[] told = connection.getNotifications(POLL_MS);
            long nowNanos = System.nanoTime();
            for (PGNotification notification : told) {
                heard.set(Integer.parseInt(notification.getParameter()), nowNanos);
                left--;
            }
        }
    }
}
