package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.exchange.Exchange;
import java.util.List;
import java.util.function.Function;

/** What one device wants to have recorded, checked in form and signature. Immutable; travels on the event bus as it is. */
public sealed interface Submission {
    /** The device. */
    DeviceRef device();

    /** Hub's clock when the request had arrived whole, milliseconds since 1970. */
    long receivedAtMs();

    /** Calls the function of the case that this is. */
    <R> R fold(Function<Signed, R> signed, Function<Unsigned, R> unsigned);

    /**
     * An exchange whose signature was verified.
     *
     * @param exchange the whole of it
     * @param untrusted whether an operator admitted it although its key was shut out: it is recorded, and set aside
     * @param read what the lines of its runs say, run by run
     */
    record Signed(Exchange exchange, long receivedAtMs, boolean untrusted, List<List<ReadLine>> read)
            implements Submission {
        public Signed {
            read = List.copyOf(read);
        }

        /** Reads the lines, on the thread that calls. */
        public Signed(Exchange exchange, long receivedAtMs, boolean untrusted) {
            this(
                    exchange,
                    receivedAtMs,
                    untrusted,
                    exchange.runs().stream()
                            .map(run -> ReadLine.all(run.lines()))
                            .toList());
        }

        /** An exchange of a key that speaks for its device. */
        public Signed(Exchange exchange, long receivedAtMs) {
            this(exchange, receivedAtMs, false);
        }

        @Override
        public DeviceRef device() {
            return exchange.statement().device();
        }

        @Override
        public <R> R fold(Function<Signed, R> signed, Function<Unsigned, R> unsigned) {
            return signed.apply(this);
        }
    }

    /**
     * Changes of a client that does not sign: the hub chains for it, in an epoch of the hub's own making, and says so in the
     * evidence. A change whose id the ledger has already is not recorded again.
     *
     * @param dialect the dialect that it came by, such as {@code ghosthunter}
     * @param lines valid change lines (see {@link ghosthunter.codecs.change.ChangeLine#write})
     * @param expected what must hold under the locks; where it does not, or a change is refused, nothing is recorded and the
     *     outcome is a problem. Empty, or all of them {@link Expected#judged}: what comes is recorded, whatever it says
     * @param read what they say
     */
    record Unsigned(
            DeviceRef device,
            String dialect,
            List<Line> lines,
            long receivedAtMs,
            List<Expected> expected,
            List<ReadLine> read)
            implements Submission {
        public Unsigned {
            lines = List.copyOf(lines);
            expected = List.copyOf(expected);
            read = List.copyOf(read);
        }

        /** Reads the lines, on the thread that calls. */
        public Unsigned(
                DeviceRef device, String dialect, List<Line> lines, long receivedAtMs, List<Expected> expected) {
            this(device, dialect, lines, receivedAtMs, expected, ReadLine.all(lines));
        }

        /** What comes is recorded. */
        public Unsigned(DeviceRef device, String dialect, List<Line> lines, long receivedAtMs) {
            this(device, dialect, lines, receivedAtMs, List.of());
        }

        @Override
        public <R> R fold(Function<Signed, R> signed, Function<Unsigned, R> unsigned) {
            return unsigned.apply(this);
        }
    }
}
