package ghosthunter.hub.dialect.posduif;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Requests of one phone go one behind the other, so that what one was answered is remembered before the next is. At one node: at two
 * the worst is that a phone is told twice. One for all event loops.
 */
final class Turns {
    /** So many requests of one phone may stand behind each other. */
    static final int WAITING_MAX = 16;

    /** So long a phone waits for an answer itself. */
    private static final long WORK_S_MAX = 30;

    private final ConcurrentMap<DeviceRef, Turn> last = new ConcurrentHashMap<>();
    private final Set<DeviceRef> working = ConcurrentHashMap.newKeySet();

    /** The place of one request. */
    private record Turn(Future<Void> done, int place) {}

    /** Works when all that came before is done; fails with {@code device-busy} where too much did. */
    Future<Void> take(DeviceRef device, Supplier<Future<Void>> work) {
        Promise<Void> done = Promise.promise();
        Turn before = last.get(device);
        int place = before == null || before.done().isComplete() ? 1 : before.place() + 1;
        if (place > WAITING_MAX) {
            return Refusal.failed(ProblemType.DEVICE_BUSY, "Too many requests of this device at once");
        }
        Turn mine = new Turn(done.future(), place);
        Turn ahead = last.put(device, mine);
        Future<Void> free = ahead == null ? Future.succeededFuture() : ahead.done();
        return free.compose(go -> {
                    working.add(device);
                    return work.get();
                })
                .timeout(WORK_S_MAX, TimeUnit.SECONDS)
                .onComplete(worked -> {
                    working.remove(device);
                    last.remove(device, mine);
                    done.complete();
                });
    }

    /** What is left of its work nobody waits for. */
    void answers(DeviceRef device) {
        working.remove(device);
    }

    /** Whether it waits for an answer. */
    boolean isWorking(DeviceRef device) {
        return working.contains(device);
    }
}
