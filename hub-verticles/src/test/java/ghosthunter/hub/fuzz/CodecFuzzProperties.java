package ghosthunter.hub.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.ChangeLine;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.change.Reading;
import ghosthunter.codecs.entity.PackageFact;
import ghosthunter.codecs.entity.PoisonException;
import ghosthunter.codecs.exchange.ExchangeLimits;
import ghosthunter.codecs.exchange.ExchangeReader;
import ghosthunter.codecs.exchange.Receipt;
import ghosthunter.codecs.exchange.Statement;
import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.problem.ProblemException;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/** Whatever comes from outside, a reader gives a value or says what is wrong; it throws nothing else. */
class CodecFuzzProperties {
    private static final List<byte[]> STATEMENTS = Corpus.of("statement");
    private static final List<byte[]> RECEIPTS = Corpus.of("receipt");
    private static final List<byte[]> LINES = Corpus.of("line");
    private static final List<byte[]> BODIES = Corpus.of("body");

    @Property(tries = 4_000, shrinking = ShrinkingMode.OFF)
    void statements(@ForAll long seed) {
        survives("statement", seed, STATEMENTS, CodecFuzzProperties::readStatement);
    }

    @Property(tries = 2_000, shrinking = ShrinkingMode.OFF)
    void receipts(@ForAll long seed) {
        survives("receipt", seed, RECEIPTS, CodecFuzzProperties::readReceipt);
    }

    @Property(tries = 6_000, shrinking = ShrinkingMode.OFF)
    void lines(@ForAll long seed) {
        survives("line", seed, LINES, CodecFuzzProperties::readLine);
    }

    @Property(tries = 4_000, shrinking = ShrinkingMode.OFF)
    void bodies(@ForAll long seed) {
        survives("body", seed, BODIES, CodecFuzzProperties::readBody);
    }

    @Test
    void allThatWasEverFoundIsRefusedOrRead() {
        STATEMENTS.forEach(CodecFuzzProperties::readStatement);
        RECEIPTS.forEach(CodecFuzzProperties::readReceipt);
        LINES.forEach(CodecFuzzProperties::readLine);
        BODIES.forEach(CodecFuzzProperties::readBody);
    }

    private static void survives(String reader, long seed, List<byte[]> seeds, Consumer<byte[]> read) {
        byte[] input = new Mutator(new Random(seed)).of(seeds);
        try {
            read.accept(input);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError("kept as " + Corpus.found(reader, seed, input), e);
        }
    }

    /** What is read and written again is the same. */
    private static void readStatement(byte[] json) {
        try {
            Statement statement = Statement.ofJson(json);
            assertThat(Statement.ofJson(statement.toJson())).isEqualTo(statement);
        } catch (ProblemException e) {
            assertThat(e.problem().toJson().encode()).isNotEmpty();
        }
    }

    private static void readReceipt(byte[] json) {
        try {
            Receipt receipt = Receipt.ofJson(json);
            assertThat(Receipt.ofJson(receipt.toJson())).isEqualTo(receipt);
        } catch (ProblemException e) {
            assertThat(e.problem().toJson().encode()).isNotEmpty();
        }
    }

    private static void readLine(byte[] text) {
        int end = 0;
        while (end < Math.min(text.length, Line.BYTES_MAX) && text[end] != '\n') {
            end++; // Bodies are split at line feeds before anybody reads a line.
        }
        Reading reading = ChangeLine.read(Line.of(text, 0, end));
        Object unused = reading.<Object>fold(
                valid -> {
                    try {
                        return PackageFact.of(valid.change()).toString();
                    } catch (PoisonException e) {
                        return String.valueOf(e.getMessage());
                    }
                },
                poison -> poison.reason());
    }

    private static void readBody(byte[] body) {
        try {
            Object unused = JsonFields.parse("body", body);
        } catch (ProblemException e) {
            assertThat(e.problem().detail()).isNotEmpty();
        }
        try {
            Object unused = Jws.parse(new String(body, StandardCharsets.ISO_8859_1), Statement.TYP);
        } catch (ProblemException e) {
            assertThat(e.problem().detail()).isNotEmpty();
        }
        try {
            ExchangeReader reader = new ExchangeReader(ExchangeLimits.DEFAULT);
            reader.feed(Buffer.buffer(body));
            Object unused = reader.end();
        } catch (ProblemException e) {
            assertThat(e.problem().detail()).isNotEmpty();
        }
    }
}
