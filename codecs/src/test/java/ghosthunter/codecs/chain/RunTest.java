package ghosthunter.codecs.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ghosthunter.codecs.Samples;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.id.Hash;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RunTest {
    @Test
    void anEmptyRunStandsAtTheHeadBeforeIt() {
        // Given
        Head head = new Head(Lane.LOW, 7, Hash.sha256());

        // When
        Run run = Run.of(head, List.of());

        // Then
        assertThat(run.from()).isEqualTo(8);
        assertThat(run.to()).isEqualTo(7);
        assertThat(run.head()).isEqualTo(head);
        assertThat(run.headAt(7)).isEqualTo(head);
        assertThat(run.after(7).lines()).isEmpty();
    }

    @Test
    void thePartBehindASeqHasTheSameHeads() {
        // Given
        Run run = Samples.run(Lane.LOW, 5);

        // When
        Run rest = run.after(2);

        // Then
        assertThat(rest.before()).isEqualTo(run.headAt(2));
        assertThat(rest.head()).isEqualTo(run.head());
        assertThat(rest.line(4)).isEqualTo(run.line(4));
        assertThat(rest.after(5).lines()).isEmpty();
        assertThatThrownBy(() -> run.after(6)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aRunKeepsItsLinesWhenTheGivenListChanges() {
        // Given
        List<Line> lines = new ArrayList<>(List.of(Line.of("{}")));
        Run run = Run.of(Chain.genesis(Samples.DEVICE, Samples.EPOCH, Lane.LOW), lines);

        // When
        lines.clear();

        // Then
        assertThat(run.lines()).hasSize(1);
    }

    @Test
    void seqNeverRunsOverIntoTheNegative() {
        Head last = new Head(Lane.LOW, Long.MAX_VALUE, Hash.sha256());
        assertThatThrownBy(() -> Chain.append(last, Line.of("{}"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Head(Lane.LOW, -1, Hash.sha256())).isInstanceOf(IllegalArgumentException.class);
    }
}
