package ghosthunter.edge.sync;

/** One alarm: a port, real in a device and virtual in a simulation. */
public interface Alarm {
    /** Runs the action once after this time, in the caller's context, in place of any action that was set before. */
    void set(long delayMs, Runnable action);

    /** Forgets the action. */
    void clear();
}
