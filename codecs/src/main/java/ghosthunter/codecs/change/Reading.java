package ghosthunter.codecs.change;

import ghosthunter.codecs.problem.Printable;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a line turned out to be. Neither case is an exception: a chained line is recorded whatever it says. */
public sealed interface Reading {
    /** A change by the grammar of PROTOCOL.md. */
    record Valid(Change change) implements Reading {
        @Override
        public <R> R fold(Function<Valid, R> valid, Function<Poison, R> poison) {
            return valid.apply(this);
        }
    }

    /**
     * A line that breaks the grammar. What could be read of it stands beside the reason, for the quarantine.
     *
     * @param reason one printable sentence, with the column (1-based, in bytes) where one is known
     */
    record Poison(
            String reason,
            @Nullable UUID id,
            @Nullable String type,
            @Nullable String key,
            @Nullable String op) implements Reading {
        public Poison {
            reason = Printable.of(reason);
        }

        @Override
        public <R> R fold(Function<Valid, R> valid, Function<Poison, R> poison) {
            return poison.apply(this);
        }
    }

    /** Calls the function of the case that this is. */
    <R> R fold(Function<Valid, R> valid, Function<Poison, R> poison);
}
