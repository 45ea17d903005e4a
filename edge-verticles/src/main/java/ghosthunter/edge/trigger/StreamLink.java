package ghosthunter.edge.trigger;

import io.vertx.core.Future;

/** The way on which a hub calls: a port. Its callbacks come on the context that opened it. */
interface StreamLink {
    /** What is heard on a stream. */
    interface Ear {
        /** A message. */
        void message(String text);

        /** Anything at all: the stream lives. */
        void alive();

        /** Nothing more will come. */
        void ended();
    }

    /**
     * Opens a stream.
     *
     * @param authorization the header that says who asks
     * @return done when the hub has taken it; fails with {@link StreamRefused} when it said no
     */
    Future<Void> open(String authorization, Ear ear);

    /** Cuts the stream, if there is one; its ear hears no more of it. */
    void cut();

    /** Closes for good. */
    Future<Void> close();
}
