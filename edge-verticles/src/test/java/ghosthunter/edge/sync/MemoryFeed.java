package ghosthunter.edge.sync;

import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.ChangeLine;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.exchange.Down;
import ghosthunter.codecs.exchange.DownLine;
import ghosthunter.codecs.exchange.Pull;
import ghosthunter.codecs.id.Hash;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The entities of a hub in memory: the later write wins as a whole, the centre writes when a test says so. Cursors are
 * {@code scan-LOW-PLACE} and {@code at-POSITION}, each of one incarnation.
 */
final class MemoryFeed {
    /** Types of the core have no entity. */
    private static final List<String> CORE = List.of("package", "epoch");

    private final Map<String, Row> rows = new TreeMap<>();
    private int incarnation = 1;
    private long position;
    private long scans;

    /** What follows a receipt. */
    record Page(Down down, Buffer lines) {}

    private record Row(
            DownLine line, long position, @Nullable Epoch writer) {}

    /** The centre writes. */
    synchronized void write(String type, String key, String dataJson) {
        set(type, key, DownLine.Kind.STATE, dataJson, null);
    }

    /** The centre deletes. */
    synchronized void delete(String type, String key) {
        set(type, key, DownLine.Kind.DELETED, null, null);
    }

    /** The entity is no more for this device. */
    synchronized void takeAway(String type, String key) {
        set(type, key, DownLine.Kind.GONE, null, null);
    }

    /** Every cursor that was given out counts no more, and rows may have been lost. */
    synchronized void restart(String... lostKeys) {
        incarnation++;
        rows.keySet().removeIf(name -> List.of(lostKeys).contains(name));
    }

    /** What the centre has: {@code type/key} to data. */
    synchronized Map<String, String> states() {
        Map<String, String> states = new TreeMap<>();
        rows.forEach((name, row) -> {
            if (row.line().kind() == DownLine.Kind.STATE) {
                states.put(name, row.line().dataJson());
            }
        });
        return states;
    }

    /** A change of a device. One of the version that the hub has is its own word; another is made anew by the hub. */
    synchronized void take(Line line, Epoch epoch) {
        Change change = ChangeLine.read(line).fold(valid -> valid.change(), poison -> null);
        if (change == null || CORE.contains(change.type())) {
            return;
        }
        Row before = rows.get(name(change.type(), change.key()));
        boolean clean = before == null || before.line().version() == change.base() || epoch.equals(before.writer());
        boolean deletes = change.op().equals("DELETE");
        set(
                change.type(),
                change.key(),
                deletes ? DownLine.Kind.DELETED : DownLine.Kind.STATE,
                deletes ? null : change.dataJson(),
                clean ? epoch : null);
    }

    /** What a device that asks so is sent; nothing where it has everything. */
    synchronized @Nullable Page page(Pull pull, Epoch epoch) {
        String[] cursor = pull.cursor() == null ? new String[0] : pull.cursor().split("-");
        if (cursor.length > 1 && cursor[1].equals(String.valueOf(incarnation))) {
            return cursor[0].equals("at")
                    ? news(pull, epoch, Long.parseLong(cursor[2]))
                    : scan(pull, cursor[2], Long.parseLong(cursor[3]), Integer.parseInt(cursor[4]));
        }
        scans++;
        return scan(pull, "s" + scans, position, 0);
    }

    private @Nullable Page news(Pull pull, Epoch epoch, long after) {
        List<Row> newer = rows.values().stream()
                .filter(row -> row.position() > after)
                .sorted(Comparator.comparingLong(Row::position))
                .toList();
        if (newer.isEmpty()) {
            return null;
        }
        List<Row> sent = fitting(newer, pull.bytesMax());
        long to = sent.get(sent.size() - 1).position();
        List<DownLine> lines = sent.stream()
                .filter(row -> !epoch.equals(row.writer()))
                .map(Row::line)
                .toList();
        return page(lines, "at-" + incarnation + "-" + to, sent.size() < newer.size(), null, false);
    }

    private Page scan(Pull pull, String scan, long low, int place) {
        List<Row> present = rows.values().stream()
                .filter(row -> row.line().kind() != DownLine.Kind.GONE)
                .skip(place)
                .toList();
        List<Row> sent = present.isEmpty() ? present : fitting(present, pull.bytesMax());
        boolean ends = sent.size() == present.size();
        String next = ends
                ? "at-" + incarnation + "-" + low
                : "scan-" + incarnation + "-" + scan + "-" + low + "-" + (place + sent.size());
        return page(sent.stream().map(Row::line).toList(), next, !ends, scan, ends);
    }

    private static List<Row> fitting(List<Row> rows, long bytesMax) {
        List<Row> fitting = new ArrayList<>();
        long bytes = 0;
        for (Row row : rows) {
            bytes += row.line().toBytes().length + 1;
            if (bytes > bytesMax && !fitting.isEmpty()) {
                break;
            }
            fitting.add(row);
        }
        return fitting;
    }

    private static Page page(
            List<DownLine> lines, String cursor, boolean more, @Nullable String scan, boolean scanEnd) {
        Buffer bytes = Buffer.buffer();
        lines.forEach(line -> bytes.appendBytes(line.toBytes()).appendByte((byte) '\n'));
        return new Page(
                new Down(lines.size(), bytes.length(), Hash.sha256(bytes.getBytes()), cursor, more, scan, scanEnd),
                bytes);
    }

    private void set(String type, String key, DownLine.Kind kind, @Nullable String dataJson, @Nullable Epoch writer) {
        Row before = rows.get(name(type, key));
        long version = before == null ? 1 : before.line().version() + 1;
        position++;
        rows.put(name(type, key), new Row(new DownLine(type, key, version, kind, dataJson), position, writer));
    }

    private static String name(String type, String key) {
        return type + "/" + key;
    }
}
