package ghosthunter.codecs.exchange;

import ghosthunter.codecs.chain.Run;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A push parser for the body of an exchange: chunks in, a complete {@link Exchange} out. Holds at most the limits it was
 * given. Not thread-safe; one per request. Every fault is a {@link ProblemException} with the line (1-based).
 */
public final class ExchangeReader {
    private final ExchangeLimits limits;
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream(1_024);
    private final List<Line> lines = new ArrayList<>();
    private long bodyBytes;
    private long lineNumber = 1;
    private long linesExpected;
    private @Nullable Jws jws;
    private @Nullable Statement statement;

    public ExchangeReader(ExchangeLimits limits) {
        this.limits = limits;
    }

    /**
     * Takes the next chunk.
     *
     * @throws ProblemException {@code too-large} or {@code malformed-body}; the reader is of no use after that
     */
    public void feed(Buffer chunk) {
        bodyBytes += chunk.length();
        if (bodyBytes > limits.bodyBytesMax()) {
            throw tooLarge("the body has more than " + limits.bodyBytesMax() + " bytes", lineNumber);
        }
        byte[] bytes = chunk.getBytes();
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                endLine(bytes, from, i);
                from = i + 1;
            }
        }
        requireLineFits(bytes.length - from);
        partial.write(bytes, from, bytes.length - from);
    }

    /** The statement, once line 1 has arrived; null until then. */
    public @Nullable Statement statement() {
        return statement;
    }

    /** The statement as it was signed, once line 1 has arrived; null until then. */
    public @Nullable Jws jws() {
        return jws;
    }

    /**
     * The body has ended.
     *
     * @throws ProblemException {@code incomplete-body} if it ended early, {@code heads-mismatch} if the lines do not hash to
     *     the statement's heads
     */
    public Exchange end() {
        if (partial.size() > 0) {
            throw problem(ProblemType.INCOMPLETE_BODY, "the last line is not ended by a line feed");
        }
        if (statement == null || jws == null) {
            throw problem(ProblemType.INCOMPLETE_BODY, "the body has no statement");
        }
        if (lines.size() != linesExpected) {
            throw problem(
                    ProblemType.INCOMPLETE_BODY,
                    "the statement announces " + linesExpected + " changes, the body has " + lines.size());
        }
        return new Exchange(jws, statement, runs(statement));
    }

    private List<Run> runs(Statement complete) {
        List<Run> runs = new ArrayList<>(complete.send().size());
        int from = 0;
        for (Statement.LaneSend send : complete.send()) {
            int to = from + Math.toIntExact(send.count());
            Run run = Run.of(send.before(), lines.subList(from, to));
            if (!run.head().equals(send.head())) {
                throw Problem.at(
                                ProblemType.HEADS_MISMATCH,
                                "lane " + send.lane().wire() + ": the lines do not hash to the stated head",
                                2L + from,
                                0)
                        .exception();
            }
            runs.add(run);
            from = to;
        }
        return runs;
    }

    private void requireLineFits(int moreBytes) {
        int limit = statement == null ? limits.statementBytesMax() : Line.BYTES_MAX;
        if (partial.size() + moreBytes > limit) {
            throw tooLarge("line " + lineNumber + " has more than " + limit + " bytes", lineNumber);
        }
    }

    private void endLine(byte[] bytes, int from, int to) {
        requireLineFits(to - from);
        if (partial.size() == 0) {
            takeLine(bytes, from, to);
        } else {
            partial.write(bytes, from, to - from);
            byte[] whole = partial.toByteArray();
            partial.reset();
            takeLine(whole, 0, whole.length);
        }
        lineNumber++;
    }

    private void takeLine(byte[] bytes, int from, int to) {
        if (statement == null) {
            readStatement(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
        } else if (lines.size() == linesExpected) {
            throw problem(
                    ProblemType.MALFORMED_BODY, "the statement announces " + linesExpected + " changes, more follow");
        } else {
            lines.add(Line.of(bytes, from, to));
        }
    }

    private void readStatement(String text) {
        try {
            Jws parsed = Jws.parse(text, Statement.TYP);
            Statement read = Statement.ofJson(parsed.payload());
            long count =
                    read.send().stream().mapToLong(Statement.LaneSend::count).reduce(0, ExchangeReader::saturatedSum);
            if (count > limits.changesMax()) {
                throw tooLarge("an exchange carries at most " + limits.changesMax() + " changes", 1);
            }
            linesExpected = count;
            jws = parsed;
            statement = read;
        } catch (ProblemException e) {
            Problem found = e.problem();
            throw Problem.at(found.type(), found.detail(), 1, found.column()).exception(e);
        }
    }

    private static long saturatedSum(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    private ProblemException problem(ProblemType type, String detail) {
        return Problem.at(type, detail, lineNumber, 0).exception();
    }

    private static ProblemException tooLarge(String detail, long line) {
        return Problem.at(ProblemType.TOO_LARGE, detail, line, 0).exception();
    }
}
