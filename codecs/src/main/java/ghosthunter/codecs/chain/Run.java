package ghosthunter.codecs.chain;

import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.Line;
import java.util.ArrayList;
import java.util.List;

/**
 * A stretch of one chain: the head before it and the lines that follow. Every hash in it is computed here from the lines,
 * never taken from a message.
 */
public final class Run {
    private final Head before;
    private final List<Line> lines;
    private final List<Head> heads;

    private Run(Head before, List<Line> lines, List<Head> heads) {
        this.before = before;
        this.lines = lines;
        this.heads = heads;
    }

    /** Chains the lines behind {@code before}. */
    public static Run of(Head before, List<Line> lines) {
        List<Head> heads = new ArrayList<>(lines.size());
        Head head = before;
        for (Line line : lines) {
            head = Chain.append(head, line);
            heads.add(head);
        }
        return new Run(before, List.copyOf(lines), List.copyOf(heads));
    }

    /** The lane of the chain. */
    public Lane lane() {
        return before.lane();
    }

    /** The head that the first line follows. */
    public Head before() {
        return before;
    }

    /** The seq of the first line. */
    public long from() {
        return before.seq() + 1;
    }

    /** The seq of the last line; {@code from() - 1} when there is none. */
    public long to() {
        return before.seq() + lines.size();
    }

    /** The head after the last line. */
    public Head head() {
        return heads.isEmpty() ? before : heads.get(heads.size() - 1);
    }

    /** The lines in order. */
    public List<Line> lines() {
        return lines;
    }

    /** The line with this seq, {@code from() <= seq <= to()}. */
    public Line line(long seq) {
        return lines.get(index(seq));
    }

    /** The head after the line with this seq, {@code from() - 1 <= seq <= to()}. */
    public Head headAt(long seq) {
        return seq == before.seq() ? before : heads.get(index(seq));
    }

    /** The part behind {@code seq}, {@code from() - 1 <= seq <= to()}. */
    public Run after(long seq) {
        int skip = Math.toIntExact(seq - before.seq());
        return new Run(headAt(seq), lines.subList(skip, lines.size()), heads.subList(skip, heads.size()));
    }

    private int index(long seq) {
        return Math.toIntExact(seq - from());
    }
}
