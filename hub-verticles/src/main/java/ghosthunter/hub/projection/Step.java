package ghosthunter.hub.projection;

import java.util.function.Function;

/** What a fact does to the state of its key. */
public sealed interface Step<S> {
    /** The state afterwards; equal to the one before where the fact says nothing new. */
    record Moved<S>(S next) implements Step<S> {
        @Override
        public <R> R fold(
                Function<Moved<S>, R> moved,
                Function<Elsewhere<S>, R> elsewhere,
                Function<Impossible<S>, R> impossible) {
            return moved.apply(this);
        }
    }

    /** Another device holds the key: the state stays, somebody must look. */
    record Elsewhere<S>(String holder) implements Step<S> {
        @Override
        public <R> R fold(
                Function<Moved<S>, R> moved,
                Function<Elsewhere<S>, R> elsewhere,
                Function<Impossible<S>, R> impossible) {
            return elsewhere.apply(this);
        }
    }

    /**
     * The fact cannot follow this state.
     *
     * @param awaits it could follow once its predecessor has arrived
     */
    record Impossible<S>(String reason, boolean awaits) implements Step<S> {
        @Override
        public <R> R fold(
                Function<Moved<S>, R> moved,
                Function<Elsewhere<S>, R> elsewhere,
                Function<Impossible<S>, R> impossible) {
            return impossible.apply(this);
        }
    }

    /** Calls the function of the case that this is. */
    <R> R fold(Function<Moved<S>, R> moved, Function<Elsewhere<S>, R> elsewhere, Function<Impossible<S>, R> impossible);
}
