package ghosthunter.hub.dialect.cpos;

import java.util.UUID;
import java.util.function.Function;

/** Who asks, as proved. */
sealed interface Caller {
    <R> R fold(Function<OfTerminal, R> terminal, Function<OfUser, R> user);

    /** A terminal, by its token or its API key. */
    record OfTerminal(Terminal terminal) implements Caller {
        @Override
        public <R> R fold(Function<OfTerminal, R> ofTerminal, Function<OfUser, R> ofUser) {
            return ofTerminal.apply(this);
        }
    }

    /** A person who has signed in. */
    record OfUser(User user, UUID session) implements Caller {
        @Override
        public <R> R fold(Function<OfTerminal, R> ofTerminal, Function<OfUser, R> ofUser) {
            return ofUser.apply(this);
        }
    }
}
