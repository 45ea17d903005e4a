package ghosthunter.hub.dialect.posduif;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Requests of one phone go one behind the other, so that what one was answered is remembered before the next is; and what became of
 * the last of them is known. At one node: at two the worst is that a phone is told twice. One for all event loops.
 */
final class Turns {
    /** So many requests of one phone may stand behind each other. */
    static final int WAITING_MAX = 16;

    /** So long a phone waits for an answer itself. */
    private static final long WORK_S_MAX = 30;

    /** Of so many phones it is known that the last request failed. */
    private static final int FAILED_MAX = 10_000;

    private static final int SERVER_ERROR = 500;

    private final ConcurrentMap<DeviceRef, Turn> last = new ConcurrentHashMap<>();
    private final Set<DeviceRef> working = ConcurrentHashMap.newKeySet();
    private final Set<DeviceRef> failed = ConcurrentHashMap.newKeySet();

    /** The place of one request. */
    private record Turn(Future<Void> done, int place) {}

    /** What a phone is told of itself. */
    enum State {
        IDLE,
        SYNCING,
        /** The hub could not do what the last request wanted, or the answer did not reach the phone. */
        ERROR
    }

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
                .onFailure(failure -> note(device, failure))
                .onComplete(worked -> {
                    working.remove(device);
                    last.remove(device, mine);
                    done.complete();
                });
    }

    /** A phone that asked for what it may not have has failed, not the hub. */
    private void note(DeviceRef device, Throwable failure) {
        boolean isOfPhone = failure instanceof ProblemException known
                && known.problem().type().status() < SERVER_ERROR;
        if (!isOfPhone && failed.size() < FAILED_MAX) {
            failed.add(device);
        }
    }

    /** It is about to be answered; what is left of its work nobody waits for. */
    void answers(DeviceRef device) {
        working.remove(device);
        failed.remove(device);
    }

    State of(DeviceRef device) {
        if (working.contains(device)) {
            return State.SYNCING;
        }
        return failed.contains(device) ? State.ERROR : State.IDLE;
    }
}
