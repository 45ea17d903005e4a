package ghosthunter.edge.door;

import ghosthunter.codecs.locker.DoorResult;
import io.vertx.core.Future;

/** The doors of a locker: a port. Called from one context, one door at a time. */
public interface Doors {
    /**
     * Opens one.
     *
     * @param reference why, for the log of whoever opens it: the id of the command, or the tracking id
     * @return how the door is. Never fails: what nobody knows is {@link DoorResult.Door#UNKNOWN}. It is
     *     {@link DoorResult.Door#CLOSED} or {@link DoorResult.Door#UNREACHABLE} only where the door surely did not move
     */
    Future<DoorResult> open(String compartment, String reference);

    /** Opens no more; what is under way is given up. */
    Future<Void> close();
}
