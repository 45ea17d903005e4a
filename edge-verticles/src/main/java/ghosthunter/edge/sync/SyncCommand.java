package ghosthunter.edge.sync;

import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.locker.CentreSettings;

/** What may be asked of the exchange loop of a device. Immutable; travels on the event bus as it is. */
public sealed interface SyncCommand {
    /** One method per command. */
    interface Handler {
        /** A change was committed. */
        void recorded(Recorded command);

        /** Sync and answer. */
        void syncNow();

        /** Sync soon. */
        void tick();

        /** Go at another pace. */
        void tune(Tune command);

        /** Answer the state. */
        void showState();
    }

    /** Calls the method of the command that this is. */
    void handle(Handler handler);

    /**
     * A change was committed to the outbox. No answer: send it and forget it, a lost one costs one interval. A change of lane
     * {@code critical} is sent shortly after, together with those that follow it closely.
     */
    record Recorded(Lane lane) implements SyncCommand {
        @Override
        public void handle(Handler handler) {
            handler.recorded(this);
        }
    }

    /**
     * Sync until nothing is pending or the attempts of one cycle have run out, whatever the circuit breaker says. Answer:
     * {@link SyncReport}, which may take as long as {@link SyncPace#reportMsMax()}; it fails only when the program is wrong.
     */
    record SyncNow() implements SyncCommand {
        @Override
        public void handle(Handler handler) {
            handler.syncNow();
        }
    }

    /** Somebody has heard that the hub has something: sync soon, unless the loop rests. No answer. */
    record Tick() implements SyncCommand {
        @Override
        public void handle(Handler handler) {
            handler.tick();
        }
    }

    /** The pace of the file, with what the centre has set over it. No answer. */
    record Tune(CentreSettings settings) implements SyncCommand {
        @Override
        public void handle(Handler handler) {
            handler.tune(this);
        }
    }

    /** Answer: {@link SyncState}. */
    record ShowState() implements SyncCommand {
        @Override
        public void handle(Handler handler) {
            handler.showState();
        }
    }
}
