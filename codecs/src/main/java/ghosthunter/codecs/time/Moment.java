package ghosthunter.codecs.time;

import java.time.Instant;
import java.time.InstantSource;

/**
 * What the clocks of a device said when something happened. All are read at once, where it happens: readings taken at two
 * times would place the event when the later one was taken.
 *
 * @param at the wall clock
 * @param boot the id of the boot
 * @param upMs the boot clock, milliseconds
 */
public record Moment(Instant at, String boot, long upMs) {
    /** A boot that no clock sample ever names. */
    private static final String BOOT_UNKNOWN = "unknown";

    /** Now. */
    public static Moment now(InstantSource clock, BootClock boot) {
        return new Moment(clock.instant(), boot.bootId(), boot.upMs());
    }

    /** A time of which only the wall clock's word is left: nobody knows in which boot it was. */
    public static Moment claimed(Instant at) {
        return new Moment(at, BOOT_UNKNOWN, 0);
    }
}
