package ghosthunter.codecs.exchange;

import ghosthunter.codecs.chain.Run;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.key.Jws;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** Writes the body of an exchange into one buffer. */
public final class ExchangeWriter {
    /** The media type of both directions. */
    public static final String MEDIA_TYPE = "application/x-ndjson";

    /** Names the sending device to load balancers between it and the hub; the hub does not read it. */
    public static final String DEVICE_HEADER = "Ghosthunter-Device";

    private ExchangeWriter() {}

    /** The statement and the lines of its runs, each ended by a line feed. */
    public static Buffer write(Jws statement, List<Run> runs) {
        Buffer body = Buffer.buffer(sizeBytes(statement, runs));
        body.appendString(statement.text()).appendByte((byte) '\n');
        for (Run run : runs) {
            for (Line line : run.lines()) {
                line.appendTo(body);
                body.appendByte((byte) '\n');
            }
        }
        return body;
    }

    /** How long the body will be, in bytes. */
    public static int sizeBytes(Jws statement, List<Run> runs) {
        long changes = runs.stream()
                .flatMap(run -> run.lines().stream())
                .mapToLong(line -> line.sizeBytes() + 1L)
                .sum();
        return Math.toIntExact(statement.text().length() + 1L + changes);
    }
}
