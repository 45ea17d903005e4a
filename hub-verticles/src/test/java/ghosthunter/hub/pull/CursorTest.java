package ghosthunter.hub.pull;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.ChangeLine;
import ghosthunter.codecs.exchange.Pull;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class CursorTest {
    private static final Cursor NEWS = new Cursor(new UUID(1, 2), -3, new Position(Long.MAX_VALUE, 7), null);

    @Test
    void aCursorIsReadBack() {
        assertThat(Cursor.read(NEWS.text())).contains(NEWS);
        Cursor begun = NEWS.scanning(new Cursor.Scan(-1, "", ""));
        assertThat(Cursor.read(begun.text())).contains(begun);
        Cursor scanning = NEWS.scanning(new Cursor.Scan(5, "parcel", "P/1 ü"));
        assertThat(Cursor.read(scanning.text())).contains(scanning);
    }

    @Test
    void theLongestCursorFitsAStatement() {
        Cursor.Scan scan = new Cursor.Scan(1, "t".repeat(32), "\u20ac".repeat(ChangeLine.KEY_CHARS_MAX));
        assertThat(NEWS.scanning(scan).text()).hasSizeLessThanOrEqualTo(Pull.CURSOR_CHARS_MAX);
    }

    @Test
    void whatIsNoCursorIsNone() {
        for (String text :
                List.of("", "A", "AQ", "!", "not-a-cursor", NEWS.text().substring(4), "A".repeat(100))) {
            assertThat(Cursor.read(text)).as(text).isEmpty();
        }
    }

    @Test
    void positionsAreOrderedByCommitThenByPlaceInIt() {
        assertThat(new Position(5, 9)).isLessThan(new Position(6, 0));
        assertThat(new Position(5, 9)).isLessThan(Position.after(5));
        assertThat(Position.after(5)).isLessThan(new Position(6, 0));
    }
}
