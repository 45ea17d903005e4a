package ghosthunter.hub.http;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A push decoder of gzip (RFC 1952), one member. Vert.x's own decompression would first inflate all that one read of the socket
 * holds.
 */
final class Gunzip implements Coding {
    /** The window of deflate is 32 KiB; zlib says that it takes about 44 KiB with it. */
    private static final long MEMORY_BYTES = 64 << 10;

    private static final int HEADER_BYTES = 10;
    private static final int TRAILER_BYTES = 8;
    private static final int FLAG_HEADER_CRC = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;

    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] piece = new byte[PIECE_BYTES];
    private final int headBytesMax;
    private Buffer head = Buffer.buffer();
    private Buffer trailer = Buffer.buffer();
    private boolean headRead;

    /** @param headBytesMax how long the gzip header with its file name may be */
    Gunzip(int headBytesMax) {
        this.headBytesMax = headBytesMax;
    }

    @Override
    public void feed(Buffer chunk, Consumer<Buffer> decoded) {
        Buffer deflated = headRead ? chunk : afterHead(chunk);
        if (!inflater.finished()) {
            inflater.setInput(deflated.getBytes());
            inflate(decoded);
            deflated = deflated.slice(deflated.length() - inflater.getRemaining(), deflated.length());
        }
        if (inflater.finished()) {
            trailer.appendBuffer(deflated);
            if (trailer.length() > TRAILER_BYTES) {
                throw malformed("something follows the gzip member");
            }
        }
    }

    @Override
    public void end() {
        if (trailer.length() < TRAILER_BYTES) {
            throw Problem.of(ProblemType.INCOMPLETE_BODY, "the gzip member is cut off")
                    .exception();
        }
        boolean sizeAgrees = trailer.getUnsignedIntLE(4) == (inflater.getBytesWritten() & 0xffff_ffffL);
        if (trailer.getUnsignedIntLE(0) != crc.getValue() || !sizeAgrees) {
            throw malformed("the checksum of the gzip member is wrong");
        }
    }

    @Override
    public long memoryBytes() {
        return MEMORY_BYTES;
    }

    @Override
    public void close() {
        inflater.end();
    }

    private void inflate(Consumer<Buffer> decoded) {
        try {
            int count = inflater.inflate(piece);
            while (count > 0) {
                crc.update(piece, 0, count);
                decoded.accept(Buffer.buffer(count).appendBytes(piece, 0, count));
                count = inflater.inflate(piece);
            }
        } catch (DataFormatException e) {
            throw malformed("the gzip data are broken");
        }
        if (inflater.needsDictionary()) {
            throw malformed("gzip has no dictionary");
        }
    }

    /** The part of the input behind the gzip header; empty while that is not complete. */
    private Buffer afterHead(Buffer chunk) {
        head.appendBuffer(chunk);
        int end = headEnd();
        if (end < 0) {
            if (head.length() > headBytesMax) {
                throw malformed("the gzip header is longer than " + headBytesMax + " bytes");
            }
            return Buffer.buffer();
        }
        Buffer rest = head.getBuffer(end, head.length());
        head = Buffer.buffer();
        headRead = true;
        return rest;
    }

    private int headEnd() {
        if (head.length() < HEADER_BYTES) {
            return -1;
        }
        if (head.getUnsignedByte(0) != 0x1f || head.getUnsignedByte(1) != 0x8b || head.getByte(2) != 8) {
            throw malformed("the body is not gzip");
        }
        int flags = head.getUnsignedByte(3);
        int at = HEADER_BYTES;
        if ((flags & FLAG_EXTRA) != 0) {
            at = at + 2 <= head.length() ? at + 2 + head.getUnsignedShortLE(at) : -1;
        }
        at = (flags & FLAG_NAME) != 0 ? afterZero(at) : at;
        at = (flags & FLAG_COMMENT) != 0 ? afterZero(at) : at;
        at = (flags & FLAG_HEADER_CRC) != 0 && at >= 0 ? at + 2 : at;
        return at <= head.length() ? at : -1;
    }

    private int afterZero(int from) {
        for (int at = from; from >= 0 && at < head.length(); at++) {
            if (head.getByte(at) == 0) {
                return at + 1;
            }
        }
        return -1;
    }

    private static ProblemException malformed(String detail) {
        return Problem.of(ProblemType.MALFORMED_BODY, detail).exception();
    }
}
