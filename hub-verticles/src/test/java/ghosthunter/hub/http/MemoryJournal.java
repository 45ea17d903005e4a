package ghosthunter.hub.http;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.operator.Journal;
import ghosthunter.hub.operator.Scope;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An audit in memory, which can be full. */
public final class MemoryJournal implements Journal {
    /** What was written. */
    public final List<Entry> entries = new CopyOnWriteArrayList<>();

    /** Whether it takes nothing more. */
    public volatile boolean full;

    @Override
    public Future<Void> write(Entry entry) {
        if (full) {
            return Future.failedFuture(
                    Problem.of(ProblemType.UNAVAILABLE, "the disk is full").exception());
        }
        entries.add(entry);
        return Future.succeededFuture();
    }

    @Override
    public Future<List<Stored>> page(Scope scope, long before, int limit) {
        return Future.succeededFuture(List.of());
    }
}
