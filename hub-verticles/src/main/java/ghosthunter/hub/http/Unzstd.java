package ghosthunter.hub.http;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdBufferDecompressingStreamNoFinalizer;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A push decoder of Zstandard (RFC 8878), one frame. The window, which the decoder must remember, is read from the frame's
 * header before the library sees it, and limited (RFC 9659).
 */
final class Unzstd implements Coding {
    private static final int MAGIC = 0xFD2FB528;
    private static final int DESCRIPTOR_AT = 4;
    private static final int HEADER_BYTES_MAX = 18;
    private static final int WINDOW_LOG_MIN = 10;

    /** What the library allocates beside the window: its context, a block twice. */
    private static final long CONTEXT_BYTES = 416 << 10;

    private final int windowBytesMax;
    private final ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
    private Buffer head = Buffer.buffer();
    private @Nullable Frames frames;
    private long windowBytes;

    /** @param windowBytesMax the largest window that is taken */
    Unzstd(int windowBytesMax) {
        this.windowBytesMax = windowBytesMax;
    }

    /** Loads the library, which blocks; true. */
    static boolean load() {
        return Zstd.maxCompressionLevel() > 0;
    }

    @Override
    public void feed(Buffer chunk, Consumer<Buffer> decoded) {
        if (frames != null) {
            inflate(frames, chunk, decoded);
            return;
        }
        head.appendBuffer(chunk);
        long window = window(head);
        if (window >= 0) {
            windowBytes = window;
            frames = open(window);
            Buffer all = head;
            head = Buffer.buffer();
            inflate(frames, all, decoded);
        }
    }

    @Override
    public void end() {
        if (frames == null || !frames.ended()) {
            throw Problem.of(ProblemType.INCOMPLETE_BODY, "the zstd frame is cut off")
                    .exception();
        }
    }

    @Override
    public long memoryBytes() {
        return frames == null ? 0 : windowBytes + CONTEXT_BYTES;
    }

    @Override
    public void close() {
        if (frames != null) {
            frames.close();
        }
    }

    private Frames open(long window) {
        if (window > windowBytesMax) {
            throw Problem.of(ProblemType.TOO_LARGE, "the zstd window has more than " + windowBytesMax + " bytes")
                    .exception();
        }
        int log = Long.SIZE - Long.numberOfLeadingZeros(Math.max(1, window - 1));
        Frames opened = new Frames();
        try {
            var unused = opened.setLongMax(Math.max(WINDOW_LOG_MIN, log));
        } catch (IOException e) {
            opened.close();
            throw new IllegalStateException(e);
        }
        return opened;
    }

    private void inflate(Frames from, Buffer chunk, Consumer<Buffer> decoded) {
        from.next(ByteBuffer.wrap(chunk.getBytes()));
        try {
            boolean more = !from.ended();
            while (more) {
                piece.clear();
                int count = from.read(piece);
                if (count > 0) {
                    decoded.accept(Buffer.buffer(count).appendBytes(piece.array(), 0, count));
                }
                more = !from.ended() && (count == PIECE_BYTES || from.unread());
            }
        } catch (IOException e) {
            throw malformed("the zstd data are broken");
        }
        if (from.unread()) {
            throw malformed("something follows the zstd frame");
        }
    }

    /** The window of the frame, or -1 while too little of its header is there. */
    private static long window(Buffer head) {
        if (head.length() < DESCRIPTOR_AT) {
            return -1;
        }
        if (head.getIntLE(0) != MAGIC) {
            throw malformed("the body is not zstd");
        }
        if (head.length() < HEADER_BYTES_MAX && head.length() < headerBytes(head)) {
            return -1;
        }
        int descriptor = head.getUnsignedByte(DESCRIPTOR_AT);
        if ((descriptor & 3) != 0) {
            throw malformed("zstd has no dictionary");
        }
        return singleSegment(descriptor) ? contentBytes(head, descriptor) : described(head);
    }

    /** How long the header is, or more than there is while that is not known. */
    private static int headerBytes(Buffer head) {
        if (head.length() <= DESCRIPTOR_AT) {
            return HEADER_BYTES_MAX;
        }
        int descriptor = head.getUnsignedByte(DESCRIPTOR_AT);
        int window = singleSegment(descriptor) ? 0 : 1;
        int dictionary = new int[] {0, 1, 2, 4}[descriptor & 3];
        return DESCRIPTOR_AT + 1 + window + dictionary + contentSizeBytes(descriptor);
    }

    private static long described(Buffer head) {
        int described = head.getUnsignedByte(DESCRIPTOR_AT + 1);
        long base = 1L << (WINDOW_LOG_MIN + (described >> 3));
        return base + base / 8 * (described & 7);
    }

    private static long contentBytes(Buffer head, int descriptor) {
        int at = DESCRIPTOR_AT + 1;
        return switch (contentSizeBytes(descriptor)) {
            case 1 -> head.getUnsignedByte(at);
            case 2 -> head.getUnsignedShortLE(at) + 256L;
            case 4 -> head.getUnsignedIntLE(at);
            default -> head.getLongLE(at) < 0 ? Long.MAX_VALUE : head.getLongLE(at);
        };
    }

    private static int contentSizeBytes(int descriptor) {
        int flag = descriptor >> 6;
        return flag == 0 ? (singleSegment(descriptor) ? 1 : 0) : 1 << flag;
    }

    private static boolean singleSegment(int descriptor) {
        return (descriptor & 0x20) != 0;
    }

    private static ProblemException malformed(String detail) {
        return Problem.of(ProblemType.MALFORMED_BODY, detail).exception();
    }

    /** The library's decoder, which pulls, given its input by hand. */
    private static final class Frames extends ZstdBufferDecompressingStreamNoFinalizer {
        private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

        Frames() {
            super(NOTHING);
        }

        void next(ByteBuffer chunk) {
            source = chunk;
        }

        boolean unread() {
            return source.hasRemaining();
        }

        /** Whether the frame is complete; the library tells it only while there is no input. */
        boolean ended() {
            ByteBuffer kept = source;
            source = NOTHING;
            boolean ended = !hasRemaining();
            source = kept;
            return ended;
        }
    }
}
