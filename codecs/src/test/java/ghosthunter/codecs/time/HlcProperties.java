package ghosthunter.codecs.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** Stamps ascend whatever the wall clock does. */
final class HlcProperties {
    @Property(tries = 1_000)
    void stampsAscendAndAreNeverBeforeTheWallClock(
            @ForAll @LongRange(max = Long.MAX_VALUE - 100) long start, @ForAll @Size(max = 50) List<Long> wallsMs) {
        long last = start;
        for (long wallMs : wallsMs) {
            long next = Hlc.next(last, wallMs);
            assertThat(next == Long.MAX_VALUE || next > last).isTrue();
            assertThat(Hlc.wallMs(next)).isGreaterThanOrEqualTo(Math.min(wallMs, Long.MAX_VALUE >>> 16));
            last = next;
        }
    }

    @Property(tries = 1_000)
    void aMergedStampIsAfterBothAndACappedOneIsNeverBeyondBelief(
            @ForAll @LongRange(max = Long.MAX_VALUE) long last,
            @ForAll @LongRange(max = Long.MAX_VALUE) long seen,
            @ForAll @LongRange(max = 253_402_300_799_999L) long latestMs) {
        long capped = Hlc.cap(seen, latestMs);
        long merged = Hlc.merge(last, capped, latestMs);
        assertThat(Hlc.wallMs(capped)).isLessThanOrEqualTo(latestMs);
        assertThat(capped).isLessThanOrEqualTo(seen);
        assertThat(merged).isGreaterThanOrEqualTo(Math.max(last, capped));
    }
}
