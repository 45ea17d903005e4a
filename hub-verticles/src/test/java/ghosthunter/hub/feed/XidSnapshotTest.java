package ghosthunter.hub.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class XidSnapshotTest {
    @Test
    void whatEndedIsSeenAndWhatIsUnderWayIsNot() {
        XidSnapshot snapshot = XidSnapshot.parse("100:105:101,103");

        assertThat(snapshot.sees(List.of(99, 100, 102, 104))).isTrue();
        assertThat(snapshot.sees(List.of(99, 101))).isFalse();
        assertThat(snapshot.sees(List.of(103))).isFalse();
        assertThat(snapshot.sees(List.of(105))).isFalse();
        assertThat(XidSnapshot.parse("100:100:").sees(List.of(99))).isTrue();
    }

    @Test
    void theLowerHalfOfAnIdMeansTheOneThatIsNearest() {
        // 2^32 + 5: ids have wrapped around once.
        XidSnapshot wrapped = XidSnapshot.parse("4294967301:4294967303:4294967301");
        assertThat(wrapped.sees(List.of(4, -1, -2))).isTrue();
        assertThat(wrapped.sees(List.of(5))).isFalse();
        assertThat(wrapped.sees(List.of(6))).isTrue();

        // Just before that: a small number is yet to come.
        XidSnapshot before = XidSnapshot.parse("4294967290:4294967295:");
        assertThat(before.sees(List.of(-7))).isTrue();
        assertThat(before.sees(List.of(3))).isFalse();
    }
}
