package ghosthunter.hub.custody;

/**
 * What the hub knows of clocks in general.
 *
 * @param driftPpm how far a device's boot clock may drift, parts per million
 * @param hubErrorMs the hub's own clock error, milliseconds
 */
public record ClockLimits(int driftPpm, long hubErrorMs) {
    /** 500 ppm, 100 ms. */
    public static final ClockLimits DEFAULT = new ClockLimits(500, 100);
}
