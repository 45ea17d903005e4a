package ghosthunter.hub.pull;

import ghosthunter.codecs.exchange.Down;
import ghosthunter.codecs.exchange.DownLine;
import ghosthunter.codecs.exchange.DownLine.Kind;
import ghosthunter.codecs.id.Hash;
import io.vertx.core.buffer.Buffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Fills one page. Pure; of one use. */
final class PageBuilder {
    private final Audiences audiences;
    private final Author self;
    private final Cursor from;
    private final long bytesMax;
    private final Buffer lines = Buffer.buffer();
    private final Set<List<String>> told = new HashSet<>();
    private long count;
    private @Nullable Found last;
    private boolean full;

    /**
     * Makes one.
     *
     * @param self who pulls
     * @param from where the page begins
     * @param bytesMax that the lines may have; the first one goes whatever it has, so that a device always makes progress
     */
    PageBuilder(Audiences audiences, Author self, Cursor from, long bytesMax) {
        this.audiences = audiences;
        this.self = self;
        this.from = from;
        this.bytesMax = bytesMax;
    }

    /** Who wrote a state: a device in an epoch of its store. */
    record Author(String device, String epoch) {}

    /**
     * An entity that the feed speaks of.
     *
     * @param state null where the row is no more
     */
    record Found(
            String type,
            String key,
            Position position,
            @Nullable State state) {}

    /**
     * Its newest state.
     *
     * @param author null where the hub made it
     */
    record State(
            long version,
            boolean deleted,
            String audience,
            @Nullable Author author,
            String dataJson) {}

    /**
     * Takes what is told first and moves no cursor: the feed comes to it later. What the page has of the same entities must have been
     * read before, and is passed over.
     */
    void tell(List<Found> rows) {
        for (Found row : rows) {
            if (!append(news(row))) {
                return;
            }
            var unused = told.add(name(row));
        }
    }

    /**
     * Takes the rows in their order, as many as fit, and says what follows.
     *
     * @param cut whether there are rows behind these
     */
    Page page(List<Found> rows, boolean cut) {
        for (Found row : rows) {
            add(row);
            if (full) {
                break;
            }
        }
        boolean more = cut || full;
        return new Page(
                new Down(
                        count,
                        lines.length(),
                        Hash.sha256(lines.getBytes()),
                        next(more).text(),
                        more,
                        from.scan() == null ? null : from.scan().name(),
                        from.scan() != null && !more),
                lines);
    }

    private void add(Found row) {
        DownLine line = told.contains(name(row)) ? null : from.scan() == null ? news(row) : scanned(row);
        if (append(line)) {
            last = row;
        }
    }

    private static List<String> name(Found row) {
        return List.of(row.type(), row.key());
    }

    private boolean append(@Nullable DownLine line) {
        byte[] bytes = line == null ? new byte[0] : line.toBytes();
        if (count > 0 && lines.length() + bytes.length >= bytesMax) {
            full = true;
            return false;
        }
        if (line != null) {
            lines.appendBytes(bytes).appendByte((byte) '\n');
            count++;
        }
        return true;
    }

    /** What the device wrote itself, and the hub took as it was, is no news to it. */
    private @Nullable DownLine news(Found row) {
        State state = row.state();
        if (state == null || !audiences.contains(state.audience())) {
            return new DownLine(row.type(), row.key(), 0, Kind.GONE, null);
        }
        if (self.equals(state.author())) {
            return null;
        }
        return state.deleted()
                ? new DownLine(row.type(), row.key(), state.version(), Kind.DELETED, null)
                : new DownLine(row.type(), row.key(), state.version(), Kind.STATE, state.dataJson());
    }

    /** What a scan leaves out, the device removes at its end. */
    private @Nullable DownLine scanned(Found row) {
        State state = row.state();
        return state == null || state.deleted() || !audiences.contains(state.audience())
                ? null
                : new DownLine(row.type(), row.key(), state.version(), Kind.STATE, state.dataJson());
    }

    private Cursor next(boolean more) {
        Cursor.Scan scan = from.scan();
        Found reached = last;
        if (scan == null) {
            return reached == null ? from : from.at(reached.position());
        }
        if (!more) {
            return from.scanning(null);
        }
        return reached == null ? from : from.scanning(new Cursor.Scan(scan.id(), reached.type(), reached.key()));
    }
}
