package ghosthunter.edge.outbox;

import ghosthunter.codecs.chain.Run;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Lane;
import ghosthunter.edge.outbox.OutboxReply.FailedAttempt;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The statements on {@code attempt} and {@code attempt_lane}: a bounded log for custody, which nothing else relies on. */
final class AttemptTable {
    private static final String FAILED = "failed: ";

    private final Sqlite sqlite;

    AttemptTable(Sqlite sqlite) {
        this.sqlite = sqlite;
    }

    /** An attempt that carried a change. */
    record Attempt(long exchange, Instant at, @Nullable String outcome) {}

    /** Opens the log entry of an exchange. */
    Future<Long> open(Epoch epoch, long exchange, Instant at) {
        return sqlite.first(
                        row -> row.getLong(0),
                        "INSERT INTO attempt (epoch, exchange, at) VALUES (?, ?, ?) RETURNING id",
                        epoch.toString(),
                        exchange,
                        Columns.text(at))
                .map(id -> id.orElseThrow(() -> new IllegalStateException("an insert returns its id")));
    }

    /** Notes what it carried of one lane. The declarations of an epoch stand before older changes and are left out. */
    Future<Void> carries(long attempt, Run run) {
        return sqlite.update("""
                        INSERT INTO attempt_lane (attempt_id, lane, from_record_no, to_record_no)
                        SELECT ?, lane, min(record_no), max(record_no)
                        FROM outbox WHERE lane = ? AND seq BETWEEN ? AND ? AND package_id IS NOT NULL GROUP BY lane""", attempt, run.lane().weight(), run.from(), run.to())
                .mapEmpty();
    }

    /** Notes how an exchange ended, once. */
    Future<Void> settle(long exchange, String outcome, Instant at) {
        return sqlite.update(
                        "UPDATE attempt SET outcome = ?, settled_at = ? WHERE exchange = ? AND outcome IS NULL",
                        outcome,
                        Columns.text(at),
                        exchange)
                .mapEmpty();
    }

    /** Notes that it brought no receipt. */
    Future<Void> fail(long exchange, String reason, Instant at) {
        return settle(exchange, FAILED + reason, at);
    }

    /** The newest attempt that has ended, if it failed. By the primary key. */
    Future<Optional<FailedAttempt>> lastFailure() {
        return sqlite.first(
                        row -> new FailedAttempt(Columns.instant(row, "settled_at"), row.getString("outcome")),
                        "SELECT settled_at, outcome FROM attempt WHERE outcome IS NOT NULL ORDER BY id DESC LIMIT 1")
                .map(newest -> newest.filter(attempt -> attempt.reason().startsWith(FAILED))
                        .map(attempt ->
                                new FailedAttempt(attempt.at(), attempt.reason().substring(FAILED.length()))));
    }

    /** Keeps the newest {@code countMax}. */
    Future<Void> forget(int countMax) {
        return sqlite.update("DELETE FROM attempt WHERE id <= (SELECT max(id) FROM attempt) - ?", countMax)
                .mapEmpty();
    }

    /** The attempts that carried a change, oldest first. */
    Future<List<Attempt>> of(Lane lane, long recordNo, int countMax) {
        return sqlite.list(AttemptTable::row, """
                SELECT a.exchange, a.at, a.outcome
                FROM attempt_lane l JOIN attempt a ON a.id = l.attempt_id
                WHERE l.lane = ? AND ? BETWEEN l.from_record_no AND l.to_record_no
                ORDER BY a.id LIMIT ?""", lane.weight(), recordNo, countMax);
    }

    private static Attempt row(Row row) {
        return new Attempt(row.getLong("exchange"), Columns.instant(row, "at"), row.getString("outcome"));
    }
}
