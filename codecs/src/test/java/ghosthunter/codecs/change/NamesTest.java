package ghosthunter.codecs.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class NamesTest {
    @Test
    void namesHaveOneGrammar() {
        for (String good : List.of("A", "LOCKER-001", "a.b_c-d", "9", "x".repeat(64))) {
            assertThat(new DeviceId(good)).hasToString(good);
            assertThat(new TenantId(good)).hasToString(good);
        }
        for (String bad : List.of("", " ", "-a", ".", "a/b", "a\n", "ä", "x".repeat(65), "a\u0000")) {
            assertThatIllegalArgumentException().as(bad).isThrownBy(() -> new DeviceId(bad));
            assertThatIllegalArgumentException().as(bad).isThrownBy(() -> new TenantId(bad));
        }
    }

    @Test
    void devicesAreOrderedByTenantFirst() {
        DeviceRef first = new DeviceRef(new TenantId("a"), new DeviceId("z"));
        DeviceRef second = new DeviceRef(new TenantId("b"), new DeviceId("a"));
        assertThat(Stream.of(second, first).sorted()).containsExactly(first, second);
    }

    @Test
    void epochsAreOrderedByTheirUnsignedBytes() {
        Epoch low = Epoch.parse("7fffffff-ffff-7000-8000-000000000000");
        Epoch high = Epoch.parse("80000000-0000-7000-8000-000000000000");
        Epoch higher = Epoch.parse("80000000-0000-7000-9000-000000000000");
        assertThat(Stream.of(higher, high, low).sorted()).containsExactly(low, high, higher);
    }

    @Test
    void anEpochHasOneText() {
        for (String bad : List.of("1-1-1-1-1", "7FFFFFFF-ffff-7000-8000-000000000000", "", "x")) {
            assertThatIllegalArgumentException().as(bad).isThrownBy(() -> Epoch.parse(bad));
        }
    }

    @Test
    void lanesHaveTheirWeightsAndNames() {
        assertThat(Stream.of(Lane.values()).map(Lane::weight)).containsExactly(10, 8, 5, 3, 1);
        for (Lane lane : Lane.values()) {
            assertThat(Lane.ofWire(lane.wire())).isEqualTo(lane);
            assertThat(Lane.ofWeight(lane.weight())).isEqualTo(lane);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Lane.ofWire("CRITICAL"));
        assertThatIllegalArgumentException().isThrownBy(() -> Lane.ofWeight(4));
    }
}
