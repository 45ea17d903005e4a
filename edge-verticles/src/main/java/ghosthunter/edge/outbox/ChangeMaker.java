package ghosthunter.edge.outbox;

import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.ChangeLine;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.id.UuidV7;
import ghosthunter.codecs.time.BootClock;
import ghosthunter.codecs.time.Moment;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** Gives drafts their id, clocks and line. The only place of the outbox that reads a clock or a random number. */
final class ChangeMaker {
    private final InstantSource clock;
    private final BootClock boot;
    private final UuidV7 ids;

    ChangeMaker(InstantSource clock, BootClock boot, RandomGenerator random) {
        this.clock = clock;
        this.boot = boot;
        this.ids = new UuidV7(clock, random);
    }

    Instant now() {
        return clock.instant();
    }

    Moment moment() {
        return Moment.now(clock, boot);
    }

    Epoch newEpoch() {
        return new Epoch(ids.next());
    }

    /**
     * Writes the line.
     *
     * @throws IllegalArgumentException if a field breaks the grammar of a change
     */
    Change make(Draft draft, long hlc) {
        return ChangeLine.write(
                ids.next(),
                draft.type(),
                draft.key(),
                draft.op(),
                draft.happened().at(),
                draft.happened().boot(),
                draft.happened().upMs(),
                hlc,
                draft.base(),
                draft.dataJson());
    }
}
