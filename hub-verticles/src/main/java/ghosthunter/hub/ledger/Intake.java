package ghosthunter.hub.ledger;

import ghosthunter.codecs.chain.Run;
import ghosthunter.codecs.change.DeviceRef;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a group is made of, with every line read already: neither the first try nor a retry parses. */
sealed interface Intake {
    /** The device. */
    DeviceRef device();

    /** Every line in it. */
    Stream<ReadLine> lines();

    /** Calls the function of the case that this is. */
    <R> R fold(Function<Signed, R> signed, Function<Unsigned, R> unsigned, Function<Review, R> review);

    /** A verified exchange; {@code runs} are those of the exchange. */
    record Signed(Submission.Signed submission, List<ReadRun> runs) implements Intake {
        @Override
        public DeviceRef device() {
            return submission.device();
        }

        @Override
        public Stream<ReadLine> lines() {
            return runs.stream().flatMap(run -> run.lines().stream());
        }

        @Override
        public <R> R fold(Function<Signed, R> signed, Function<Unsigned, R> unsigned, Function<Review, R> review) {
            return signed.apply(this);
        }
    }

    /** A run and what its lines say. */
    record ReadRun(Run run, List<ReadLine> lines) {
        /** What the lines of a later part of the run say. */
        List<ReadLine> of(Run part) {
            return lines.subList(Math.toIntExact(part.from() - run.from()), lines.size());
        }
    }

    /** Changes of a client that does not sign. */
    record Unsigned(Submission.Unsigned submission, List<ReadLine> read) implements Intake {
        @Override
        public DeviceRef device() {
            return submission.device();
        }

        @Override
        public Stream<ReadLine> lines() {
            return read.stream();
        }

        @Override
        public <R> R fold(Function<Signed, R> signed, Function<Unsigned, R> unsigned, Function<Review, R> review) {
            return unsigned.apply(this);
        }
    }

    /**
     * What waits in the quarantine of a device is judged again.
     *
     * @param waiting the lines that were seen to wait there
     * @param dismissed those that an operator gives up
     */
    record Review(DeviceRef device, List<ReadLine> waiting, Set<Key.Entry> dismissed) implements Intake {
        @Override
        public Stream<ReadLine> lines() {
            return waiting.stream();
        }

        @Override
        public <R> R fold(Function<Signed, R> signed, Function<Unsigned, R> unsigned, Function<Review, R> review) {
            return review.apply(this);
        }
    }

    /** A submission as a member of a group. */
    static Intake of(Submission submission) {
        return submission.fold(Intake::signed, unsigned -> new Unsigned(unsigned, unsigned.read()));
    }

    private static Intake signed(Submission.Signed signed) {
        List<Run> runs = signed.exchange().runs();
        return new Signed(
                signed,
                IntStream.range(0, runs.size())
                        .mapToObj(i -> new ReadRun(runs.get(i), signed.read().get(i)))
                        .toList());
    }
}
