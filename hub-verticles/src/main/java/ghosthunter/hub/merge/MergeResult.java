package ghosthunter.hub.merge;

import java.util.function.Function;

/** How a change and an entity became one. */
public sealed interface MergeResult {
    /** Why. */
    Ground ground();

    /** The word of the ledger: {@code incoming}, {@code current}, {@code merged}, {@code pending}, {@code rejected}. */
    String outcome();

    /** Calls the function of the case that this is. */
    <R> R fold(
            Function<IncomingWins, R> incoming,
            Function<CurrentStays, R> current,
            Function<Merged, R> merged,
            Function<Pending, R> pending,
            Function<Rejected, R> rejected);

    /** The entity is now what the change says. */
    record IncomingWins(Ground ground) implements MergeResult {
        @Override
        public String outcome() {
            return "incoming";
        }

        @Override
        public <R> R fold(
                Function<IncomingWins, R> incoming,
                Function<CurrentStays, R> current,
                Function<Merged, R> merged,
                Function<Pending, R> pending,
                Function<Rejected, R> rejected) {
            return incoming.apply(this);
        }
    }

    /** The entity stays what it was. */
    record CurrentStays(Ground ground) implements MergeResult {
        @Override
        public String outcome() {
            return "current";
        }

        @Override
        public <R> R fold(
                Function<IncomingWins, R> incoming,
                Function<CurrentStays, R> current,
                Function<Merged, R> merged,
                Function<Pending, R> pending,
                Function<Rejected, R> rejected) {
            return current.apply(this);
        }
    }

    /** The entity is something of both. */
    record Merged(Ground ground, Content content) implements MergeResult {
        @Override
        public String outcome() {
            return "merged";
        }

        @Override
        public <R> R fold(
                Function<IncomingWins, R> incoming,
                Function<CurrentStays, R> current,
                Function<Merged, R> merged,
                Function<Pending, R> pending,
                Function<Rejected, R> rejected) {
            return merged.apply(this);
        }
    }

    /**
     * A person decides; until then the entity stays what it was.
     *
     * @param proposal what it would be if the change won
     * @param reason what the two disagree on
     * @param suggestion which side the heuristics lean to
     */
    record Pending(Ground ground, Content proposal, String reason, String suggestion) implements MergeResult {
        @Override
        public String outcome() {
            return "pending";
        }

        @Override
        public <R> R fold(
                Function<IncomingWins, R> incoming,
                Function<CurrentStays, R> current,
                Function<Merged, R> merged,
                Function<Pending, R> pending,
                Function<Rejected, R> rejected) {
            return pending.apply(this);
        }
    }

    /**
     * The change breaks a rule of its type; the entity stays what it was.
     *
     * @param reason which
     * @param suggestion what to do instead
     */
    record Rejected(Ground ground, String reason, String suggestion) implements MergeResult {
        @Override
        public String outcome() {
            return "rejected";
        }

        @Override
        public <R> R fold(
                Function<IncomingWins, R> incoming,
                Function<CurrentStays, R> current,
                Function<Merged, R> merged,
                Function<Pending, R> pending,
                Function<Rejected, R> rejected) {
            return rejected.apply(this);
        }
    }
}
