package ghosthunter.codecs.chain;

import ghosthunter.codecs.id.Hash;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a run means for the chain that the hub holds. Pure; PROTOCOL.md, "Verdicts", has the table that it implements.
 *
 * <p>{@code Known} is not an error: it is how a lost acknowledgement heals.
 */
public sealed interface Continuation {
    /** The run continues the head; {@code fresh} is the part of it that is not known yet and never empty. */
    record Appends(Run fresh) implements Continuation {
        @Override
        public <R> R fold(
                Function<Appends, R> appends, Function<Known, R> known, Function<Gap, R> gap, Function<Fork, R> fork) {
            return appends.apply(this);
        }
    }

    /** All of the run is in the chain already. */
    record Known() implements Continuation {
        @Override
        public <R> R fold(
                Function<Appends, R> appends, Function<Known, R> known, Function<Gap, R> gap, Function<Fork, R> fork) {
            return known.apply(this);
        }
    }

    /** The run starts beyond the head: {@code expected} is the seq it must start at. */
    record Gap(long expected) implements Continuation {
        @Override
        public <R> R fold(
                Function<Appends, R> appends, Function<Known, R> known, Function<Gap, R> gap, Function<Fork, R> fork) {
            return gap.apply(this);
        }
    }

    /** At {@code seq} the two sides have different histories. */
    record Fork(long seq, Hash ours, Hash theirs) implements Continuation {
        @Override
        public <R> R fold(
                Function<Appends, R> appends, Function<Known, R> known, Function<Gap, R> gap, Function<Fork, R> fork) {
            return fork.apply(this);
        }
    }

    /** Calls the function of the case that this is. */
    <R> R fold(Function<Appends, R> appends, Function<Known, R> known, Function<Gap, R> gap, Function<Fork, R> fork);

    /**
     * The seq at which the ledger must be asked for its hash before {@link #decide} can compare a run that ends before the
     * head. Empty when the head itself is enough; 0 means {@link Chain#genesis}.
     */
    static OptionalLong lookupSeq(Head ours, Run run) {
        return run.to() < ours.seq() ? OptionalLong.of(run.to()) : OptionalLong.empty();
    }

    /**
     * Decides.
     *
     * @param ours the durable head, locked
     * @param run what the device sent; it may be empty
     * @param oursAtRunEnd the ledger's hash at {@code run.to()}; needed only where {@link #lookupSeq} is present, and
     *     null there means that the ledger lacks that row, which is an inconsistency of the ledger
     */
    static Continuation decide(Head ours, Run run, @Nullable Hash oursAtRunEnd) {
        if (ours.lane() != run.lane()) {
            throw new IllegalStateException("a run of lane " + run.lane() + " cannot continue lane " + ours.lane());
        }
        if (run.before().seq() > ours.seq()) {
            return new Gap(ours.seq() + 1);
        }
        if (run.to() < ours.seq()) {
            if (oursAtRunEnd == null) {
                throw new IllegalStateException(
                        "the ledger has no hash at seq " + run.to() + " below its head " + ours);
            }
            return same(run.to(), oursAtRunEnd, run.head().hash(), new Known());
        }
        Continuation agreed = run.to() == ours.seq() ? new Known() : new Appends(run.after(ours.seq()));
        return same(ours.seq(), ours.hash(), run.headAt(ours.seq()).hash(), agreed);
    }

    private static Continuation same(long seq, Hash ours, Hash theirs, Continuation agreed) {
        return ours.equals(theirs) ? agreed : new Fork(seq, ours, theirs);
    }
}
