package ghosthunter.codecs.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.Samples;
import ghosthunter.codecs.chain.Run;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The body of an exchange in pieces, cut and damaged. */
final class ExchangeReaderProperties {
    private static final List<Run> RUNS = List.of(Samples.run(Lane.CRITICAL, 4), Samples.run(Lane.MEDIUM, 3));
    private static final byte[] BODY = Samples.body(RUNS).getBytes();

    @Property(tries = 500)
    void chunksMakeNoDifference(@ForAll @Size(max = 40) List<@IntRange(min = 0, max = 200) Integer> sizes) {
        // Given
        ExchangeReader reader = new ExchangeReader(ExchangeLimits.DEFAULT);
        int at = 0;

        // When
        for (int size : sizes) {
            int to = Math.min(at + size, BODY.length);
            reader.feed(Buffer.buffer(BODY).slice(at, to));
            at = to;
        }
        reader.feed(Buffer.buffer(BODY).slice(at, BODY.length));
        Exchange exchange = reader.end();

        // Then
        assertThat(exchange.statement()).isEqualTo(Samples.statement(RUNS));
        assertThat(lines(exchange.runs())).isEqualTo(lines(RUNS));
    }

    @Test
    void noTruncationIsEverAnExchange() {
        for (int length = 0; length < BODY.length; length++) {
            Optional<ProblemType> problem = problem(Buffer.buffer(BODY).slice(0, length));
            assertThat(problem).as("cut at %d", length).contains(ProblemType.INCOMPLETE_BODY);
        }
    }

    @Property(tries = 2_000)
    void noFlippedBitIsEverAVerifiedExchange(
            @ForAll @IntRange(max = 100_000) int at, @ForAll @IntRange(max = 7) int bit) {
        // Given
        byte[] damaged = BODY.clone();
        damaged[at % BODY.length] ^= (byte) (1 << bit);

        // Then
        assertThat(problem(Buffer.buffer(damaged))).isPresent();
    }

    @Property(tries = 1_000)
    void noBytesMakeTheReaderThrowWhatNobodyExpects(@ForAll byte[] before, @ForAll byte[] after) {
        assertThat(problem(Buffer.buffer(before).appendByte((byte) '\n').appendBytes(after)))
                .isPresent();
    }

    /** What is wrong, or nothing for an exchange whose signature verifies. */
    private static Optional<ProblemType> problem(Buffer body) {
        ExchangeReader reader = new ExchangeReader(ExchangeLimits.DEFAULT);
        try {
            reader.feed(body);
            Exchange exchange = reader.end();
            return exchange.jws().verifies(Samples.DEVICE_KEY.verifyKey())
                    ? Optional.empty()
                    : Optional.of(ProblemType.SIGNATURE_INVALID);
        } catch (ProblemException e) {
            return Optional.of(e.problem().type());
        }
    }

    private static List<Object> lines(List<Run> runs) {
        return runs.stream()
                .<Object>flatMap(run -> Stream.concat(Stream.of(run.head()), run.lines().stream()))
                .toList();
    }
}
