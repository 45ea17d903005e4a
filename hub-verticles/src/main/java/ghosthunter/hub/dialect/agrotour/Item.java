package ghosthunter.hub.dialect.agrotour;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.hub.entity.ClientWriter;
import ghosthunter.hub.entity.EntityDesk;
import ghosthunter.hub.entity.LogDesk;
import ghosthunter.hub.entity.Stored;
import ghosthunter.hub.ledger.Expected;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One thing that a client pushes. It is told from others by what it is, not by what it says. */
interface Item {
    /** Who pushes it. */
    DeviceId device();

    /** The key of the log entry that there is once it counts. */
    String logKey();

    /** What two items of one step must not share. */
    String subject();

    /** The changes that it can raise a conflict with. */
    List<UUID> judged();

    /** What it is told when its log entry is there already. */
    default Outcome known(LogDesk.Entry entry) {
        return Outcome.of(Kind.DUPLICATE, entry.number());
    }

    /** What its plan wants to see. */
    List<EntityDesk.Key> reads();

    /** What is to be done with it. Pure. */
    Plan plan(View view);

    /** What a plan sees: entities, the tenant's last number, the time. */
    record View(Map<EntityDesk.Key, Stored.Entity> entities, long clock, Instant now) {
        Optional<Stored.Entity> entity(String type, String key) {
            return Optional.ofNullable(entities.get(new EntityDesk.Key(type, key)));
        }

        /** The version of it, 0 where nothing is. */
        long version(String type, String key) {
            return entity(type, key).map(Stored.Entity::version).orElse(0L);
        }
    }

    /** What is to be done. */
    sealed interface Plan {
        /** Calls the function of the case that this is. */
        <R> R fold(Function<Settled, R> settled, Function<Apply, R> apply, Function<Judge, R> judge);
    }

    /** Nothing. */
    record Settled(Outcome outcome) implements Plan {
        @Override
        public <R> R fold(Function<Settled, R> settled, Function<Apply, R> apply, Function<Judge, R> judge) {
            return settled.apply(this);
        }
    }

    /** All of this is written, if what was seen still holds. */
    record Apply(List<ClientWriter.Write> writes, List<Expected> expected) implements Plan {
        public Apply {
            writes = List.copyOf(writes);
            expected = List.copyOf(expected);
        }

        @Override
        public <R> R fold(Function<Settled, R> settled, Function<Apply, R> apply, Function<Judge, R> judge) {
            return apply.apply(this);
        }
    }

    /** It does not count, and is recorded as a conflict, if what was seen still holds. */
    record Judge(ClientWriter.Write write, long version) implements Plan {
        @Override
        public <R> R fold(Function<Settled, R> settled, Function<Apply, R> apply, Function<Judge, R> judge) {
            return judge.apply(this);
        }
    }

    /** How it ended. */
    enum Kind {
        ACCEPTED,
        DUPLICATE,
        IGNORED,
        PENDING,
        REJECTED
    }

    /**
     * How it ended.
     *
     * @param lamport its number, or what an ignored state must exceed; 0 for none
     * @param conflict what it raised, or null
     */
    record Outcome(
            Kind kind,
            long lamport,
            Stored.@Nullable Conflict conflict,
            @Nullable String reason,
            @Nullable String suggestion) {
        static Outcome of(Kind kind, long lamport) {
            return new Outcome(kind, lamport, null, null, null);
        }

        static Outcome rejected(String reason, String suggestion) {
            return new Outcome(Kind.REJECTED, 0, null, reason, suggestion);
        }
    }
}
