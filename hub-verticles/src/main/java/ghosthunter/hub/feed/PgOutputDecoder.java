package ghosthunter.hub.feed;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of {@code pgoutput}, protocol 2 (PostgreSQL manual, "Logical Replication Message Formats"): text values, and
 * blocks of transactions that are still under way. Pure but for one bit: within such a block each message begins with the number
 * of its transaction. Of one thread.
 */
final class PgOutputDecoder {
    private final PgOutputSink sink;
    private boolean inBlock;

    PgOutputDecoder(PgOutputSink sink) {
        this.sink = sink;
    }

    /**
     * Reads one message.
     *
     * @throws IllegalArgumentException if it is none of protocol 2
     */
    void decode(ByteBuffer message) {
        try {
            read(message);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("a message of pgoutput ends early", e);
        }
        if (message.hasRemaining()) {
            throw new IllegalArgumentException("a message of pgoutput is longer than it should be");
        }
    }

    private void read(ByteBuffer in) {
        byte kind = in.get();
        switch (kind) {
            case 'B' -> begin(in);
            case 'C' -> sink.commit(end(in));
            case 'O' -> origin(in);
            case 'S' -> streamStart(in);
            case 'E' -> streamStop();
            case 'c' -> sink.streamCommit(in.getInt(), end(in));
            case 'A' -> sink.streamAbort(in.getInt(), in.getInt());
            default -> inTransaction(kind, inBlock ? in.getInt() : 0, in);
        }
    }

    private void inTransaction(byte kind, int xid, ByteBuffer in) {
        switch (kind) {
            case 'R' -> relation(in);
            case 'Y' -> type(in);
            case 'I' -> insert(xid, in);
            case 'U' -> update(xid, in);
            case 'D' -> delete(xid, in);
            case 'T' -> truncate(xid, in);
            case 'M' -> message(xid, in);
            default -> throw new IllegalArgumentException("pgoutput has no message " + (char) kind);
        }
    }

    private void begin(ByteBuffer in) {
        skip(in, Long.BYTES + Long.BYTES); // position of the commit, its time
        sink.begin(in.getInt());
    }

    private static long end(ByteBuffer in) {
        skip(in, Byte.BYTES + Long.BYTES); // flags, position of the commit
        long end = in.getLong();
        skip(in, Long.BYTES); // its time
        return end;
    }

    private static void origin(ByteBuffer in) {
        skip(in, Long.BYTES);
        String unused = text(in);
    }

    private void streamStart(ByteBuffer in) {
        int xid = in.getInt();
        skip(in, Byte.BYTES); // whether it is the first block
        inBlock = true;
        sink.streamStart(xid);
    }

    private void streamStop() {
        inBlock = false;
        sink.streamStop();
    }

    private void relation(ByteBuffer in) {
        int relation = in.getInt();
        String schema = text(in);
        String table = text(in);
        skip(in, Byte.BYTES); // replica identity
        int count = in.getShort();
        List<String> columns = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            skip(in, Byte.BYTES); // whether it is of the key
            columns.add(text(in));
            skip(in, Integer.BYTES + Integer.BYTES); // its type
        }
        sink.relation(relation, schema, table, List.copyOf(columns));
    }

    private static void type(ByteBuffer in) {
        skip(in, Integer.BYTES);
        String unusedSchema = text(in);
        String unusedName = text(in);
    }

    private void insert(int xid, ByteBuffer in) {
        int relation = in.getInt();
        require(in.get() == 'N', "an insert has a new row");
        sink.row(xid, relation, null, tuple(in));
    }

    private void update(int xid, ByteBuffer in) {
        int relation = in.getInt();
        byte part = in.get();
        List<@Nullable String> old = null;
        if (part == 'K' || part == 'O') {
            old = tuple(in);
            part = in.get();
        }
        require(part == 'N', "an update has a new row");
        sink.row(xid, relation, old, tuple(in));
    }

    private void delete(int xid, ByteBuffer in) {
        int relation = in.getInt();
        byte part = in.get();
        require(part == 'K' || part == 'O', "a delete has an old row");
        sink.row(xid, relation, tuple(in), null);
    }

    private void truncate(int xid, ByteBuffer in) {
        int count = in.getInt();
        skip(in, Byte.BYTES); // options
        List<Integer> relations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            relations.add(in.getInt());
        }
        sink.truncate(xid, List.copyOf(relations));
    }

    private void message(int xid, ByteBuffer in) {
        boolean transactional = in.get() == 1;
        long lsn = in.getLong();
        String prefix = text(in);
        skip(in, in.getInt());
        sink.message(xid, transactional, lsn, prefix);
    }

    /** Null stands for NULL and for a long value that did not change, which is not sent. */
    private static List<@Nullable String> tuple(ByteBuffer in) {
        int count = in.getShort();
        List<@Nullable String> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte kind = in.get();
            switch (kind) {
                case 'n', 'u' -> values.add(null);
                case 't' -> values.add(text(in, in.getInt()));
                default -> throw new IllegalArgumentException("pgoutput has no value " + (char) kind);
            }
        }
        return values;
    }

    private static String text(ByteBuffer in, int bytes) {
        require(bytes >= 0 && bytes <= in.remaining(), "a value ends within its message");
        byte[] text = new byte[bytes];
        in.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static String text(ByteBuffer in) {
        int end = in.position();
        while (end < in.limit() && in.get(end) != 0) {
            end++;
        }
        require(end < in.limit(), "a name ends within its message");
        String text = text(in, end - in.position());
        skip(in, Byte.BYTES);
        return text;
    }

    private static void skip(ByteBuffer in, int bytes) {
        require(bytes >= 0 && bytes <= in.remaining(), "a field ends within its message");
        in.position(in.position() + bytes);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("not a message of pgoutput: " + what);
        }
    }
}
