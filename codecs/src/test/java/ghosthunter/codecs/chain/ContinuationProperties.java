package ghosthunter.codecs.chain;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.Samples;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.Line;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The decision by hashes against the definition, which compares histories line by line. */
final class ContinuationProperties {
    private static final Head GENESIS = Chain.genesis(Samples.DEVICE, Samples.EPOCH, Lane.HIGH);

    @Property(tries = 2_000)
    void hashesDecideAsWholeHistoriesWould(
            @ForAll @Size(max = 8) List<@IntRange(max = 1) Integer> common,
            @ForAll @Size(max = 5) List<@IntRange(max = 1) Integer> hubTail,
            @ForAll @Size(max = 5) List<@IntRange(max = 1) Integer> deviceTail,
            @ForAll @IntRange(max = 13) int cutFrom,
            @ForAll @IntRange(max = 13) int cutTo) {
        // Given
        List<Line> hub = lines(common, hubTail);
        List<Line> device = lines(common, deviceTail);
        int before = Math.min(Math.min(cutFrom, cutTo), device.size());
        int to = Math.min(Math.max(cutFrom, cutTo), device.size());
        Run sent = Run.of(Run.of(GENESIS, device).headAt(before), device.subList(before, to));

        // When
        Continuation decided = ContinuationTest.decide(Run.of(GENESIS, hub), sent);

        // Then
        assertThat(ContinuationTest.described(decided)).isEqualTo(byDefinition(hub, device, before, to));
    }

    @Property(tries = 500)
    void whatIsFreshContinuesTheHeadAndEndsWhereTheRunEnds(
            @ForAll @IntRange(min = 1, max = 20) int length,
            @ForAll @IntRange(max = 20) int known,
            @ForAll @IntRange(max = 20) int from) {
        // Given
        Run device = Samples.run(Lane.HIGH, length);
        Run hub = Run.of(GENESIS, device.lines().subList(0, Math.min(known, length - 1)));
        int before = (int) Math.min(from, hub.to());
        Run sent = Run.of(device.headAt(before), device.lines().subList(before, length));

        // When
        Continuation decided = ContinuationTest.decide(hub, sent);

        // Then
        assertThat(decided).isInstanceOfSatisfying(Continuation.Appends.class, appends -> {
            assertThat(appends.fresh().before()).isEqualTo(hub.head());
            assertThat(appends.fresh().head()).isEqualTo(device.head());
            assertThat(appends.fresh().lines()).isNotEmpty();
        });
    }

    private static String byDefinition(List<Line> hub, List<Line> device, int before, int to) {
        if (before > hub.size()) {
            return "gap, expected " + (hub.size() + 1);
        }
        int at = Math.min(hub.size(), to);
        if (!hub.subList(0, at).equals(device.subList(0, at))) {
            return "fork at " + at;
        }
        return to <= hub.size() ? "known" : "appended from " + (hub.size() + 1);
    }

    private static List<Line> lines(List<Integer> common, List<Integer> tail) {
        List<Integer> all = new ArrayList<>(common);
        all.addAll(tail);
        return all.stream().map(i -> Line.of("{\"n\":" + i + "}")).toList();
    }
}
