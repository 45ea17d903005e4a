package ghosthunter.hub.http;

import ghosthunter.codecs.problem.ProblemException;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/**
 * A push decoder of one content coding: chunks as they travel in, small pieces of what they mean out. Hands out a piece at a
 * time, so that the reader behind it stops a bomb after one piece too many. Not thread-safe; call {@link #close} at the end,
 * whatever happened.
 */
interface Coding extends AutoCloseable {
    /** How many bytes a piece has at most. */
    int PIECE_BYTES = 16 << 10;

    /**
     * Takes the next chunk and hands out what comes of it.
     *
     * @throws ProblemException {@code malformed-body} if it is not of this coding, {@code too-large} if it needs too much memory
     */
    void feed(Buffer chunk, Consumer<Buffer> decoded);

    /**
     * The input has ended.
     *
     * @throws ProblemException {@code incomplete-body} if it ended early, {@code malformed-body} if the checksum is wrong
     */
    void end();

    /** How many bytes the decoder itself holds or may come to hold, as far as is known. */
    long memoryBytes();

    @Override
    void close();

    /** No coding: the body as it is. */
    static Coding identity() {
        return new Coding() {
            @Override
            public void feed(Buffer chunk, Consumer<Buffer> decoded) {
                decoded.accept(chunk);
            }

            @Override
            public void end() {}

            @Override
            public long memoryBytes() {
                return 0;
            }

            @Override
            public void close() {}
        };
    }
}
