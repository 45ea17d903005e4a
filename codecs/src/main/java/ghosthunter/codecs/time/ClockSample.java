package ghosthunter.codecs.time;

/**
 * One completed NTP-like measurement (RFC 5905, section 8): the device sent at t0 and received at t3 on its boot clock, the
 * hub received at t1 and sent at t2 on its wall clock.
 *
 * @param boot the boot in which t0 and t3 were read
 * @param t0Ms boot clock at sending, milliseconds
 * @param t1Ms hub's clock at receiving, milliseconds since 1970
 * @param t2Ms hub's clock at sending, milliseconds since 1970
 * @param t3Ms boot clock at receiving, milliseconds
 */
public record ClockSample(String boot, long t0Ms, long t1Ms, long t2Ms, long t3Ms) {
    public ClockSample {
        if (t3Ms < t0Ms || t2Ms < t1Ms || t0Ms < 0 || t1Ms < 0 || Math.max(t2Ms, t3Ms) > Timestamps.MS_MAX) {
            throw new IllegalArgumentException(
                    "a clock sample needs 0 <= t0 <= t3, 0 <= t1 <= t2, and none beyond the year 9999");
        }
    }

    /** Hub time minus boot time, milliseconds: the best estimate. */
    public long offsetMs() {
        return Math.floorDiv((t1Ms - t0Ms) + (t2Ms - t3Ms), 2);
    }

    /** Half the round trip, rounded up: how far {@link #offsetMs} can be off, milliseconds; 0 or more. */
    public long errorMs() {
        long roundTripMs = Math.max(0, (t3Ms - t0Ms) - (t2Ms - t1Ms));
        return (roundTripMs + 1) / 2 + 1;
    }
}
