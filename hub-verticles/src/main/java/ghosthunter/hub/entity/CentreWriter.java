package ghosthunter.hub.entity;

import ghosthunter.codecs.change.ChangeLine;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.codecs.entity.PoisonException;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.codecs.time.Hlc;
import ghosthunter.hub.ledger.Centre;
import ghosthunter.hub.ledger.EntityData;
import ghosthunter.hub.ledger.Expected;
import ghosthunter.hub.ledger.Outcome;
import ghosthunter.hub.ledger.Submission;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The door of the centre: what operators and dialects write are changes of the device {@code hub}, chained and recorded like those
 * of any other, and they go to every device. Whether they may be is decided under the lock of the entity. Any context may call it.
 */
public final class CentreWriter {
    /** How often a write that follows whatever is current looks anew when others were faster. */
    private static final int TRIES_MAX = 5;

    private final EntityCatalog catalog;
    private final EntityDesk entities;
    private final ConflictDesk conflicts;
    private final Consequences consequences;
    private final Function<Submission, Future<Outcome>> ledger;
    private final InstantSource clock;
    private final Supplier<UUID> ids;

    /**
     * Makes one.
     *
     * @param consequences of decisions
     * @param ledger records; the outcome comes after the commit
     * @param ids makes the ids of changes, UUIDv7, on any thread
     */
    public CentreWriter(
            EntityCatalog catalog,
            EntityDesk entities,
            ConflictDesk conflicts,
            Consequences consequences,
            Function<Submission, Future<Outcome>> ledger,
            InstantSource clock,
            Supplier<UUID> ids) {
        this.catalog = catalog;
        this.entities = entities;
        this.conflicts = conflicts;
        this.consequences = consequences;
        this.ledger = ledger;
        this.clock = clock;
        this.ids = ids;
    }

    /** How a write says what shall be. */
    public enum Op {
        /** The whole entity, new or not. */
        PUT,
        /** A merge patch (RFC 7396) to what is there. */
        PATCH,
        /** It shall not be. */
        DELETE,
        /** So many more, or fewer, of what a counter counts: {@code delta}. */
        ADD,
        /** What somebody counted: {@code count}; it moves by what that differs from the count that is current. */
        SET
    }

    /**
     * A write.
     *
     * @param data the entity, the patch, or what a counter moves by; nothing where it is deleted
     * @param version the current version that it follows, 0 for none; null: whatever is current
     * @param door the word for who lets it in, such as {@code api}
     */
    public record Write(
            TenantId tenant,
            String type,
            String key,
            Op op,
            JsonObject data,
            @Nullable Long version,
            String door) {}

    /**
     * What a person decides of a conflict.
     *
     * @param use {@code incoming}, {@code current} or {@code data}
     * @param data what shall be, where neither of the two is right
     * @param version the version of the entity that the person saw
     */
    public record Decision(String use, @Nullable JsonObject data, long version) {}

    /**
     * The name of a type that there is.
     *
     * @throws ProblemException {@code not-found} where there is none
     */
    public String requireType(String type) {
        if (catalog.type(type).isEmpty()) {
            throw Problem.of(
                            ProblemType.NOT_FOUND,
                            "there is no entity type " + type + "; there are " + catalog.names(List.of()))
                    .exception();
        }
        return type;
    }

    /**
     * Writes.
     *
     * @param write of a {@link #requireType type that there is}, or of one of the core
     * @return the entity after the commit; fails with {@code conflict} where the version is not the current one,
     *     {@code not-found} where there is nothing to patch or delete, {@code invalid-request} where the data break a rule: then
     *     nothing is recorded
     */
    public Future<Stored.Entity> write(Write write) {
        return Future.succeededFuture(write)
                .map(CentreWriter::checked)
                .compose(checked -> tryTo(checked, 1))
                .compose(written -> now(write.tenant(), write.type(), write.key()));
    }

    private static Write checked(Write write) {
        JsonObject unused = storable(write.data());
        return write;
    }

    private static JsonObject storable(JsonObject data) {
        try {
            return EntityData.storable(data);
        } catch (PoisonException e) {
            throw Problem.of(ProblemType.INVALID_REQUEST, String.valueOf(e.getMessage()))
                    .exception();
        }
    }

    private Future<Void> tryTo(Write write, int attempt) {
        return entities.one(write.tenant(), write.type(), write.key())
                .compose(there -> submit(write, there))
                .recover(failure -> isOvertaken(write, failure) && attempt < TRIES_MAX
                        ? tryTo(write, attempt + 1)
                        : Future.failedFuture(failure));
    }

    private static boolean isOvertaken(Write write, Throwable failure) {
        return write.version() == null
                && failure instanceof ProblemException known
                && known.problem().type() == ProblemType.CONFLICT;
    }

    private Future<Void> submit(Write write, Optional<Stored.Entity> there) {
        boolean lives = there.isPresent() && !there.get().deleted();
        if (!lives && write.op() != Op.PUT) {
            return Future.failedFuture(
                    Problem.of(ProblemType.NOT_FOUND, "there is no " + write.type() + " " + write.key())
                            .exception());
        }
        long version =
                write.version() == null ? there.map(Stored.Entity::version).orElse(0L) : write.version();
        String op = switch (write.op()) {
            case PUT -> lives ? "UPDATE" : "CREATE";
            case PATCH -> "PATCH";
            case DELETE, ADD, SET -> write.op().name();
        };
        Entry entry = new Entry(
                new Expected(write.type(), write.key(), version, null),
                op,
                write.op() == Op.SET ? counted(write, there.get()) : write.data(),
                there.map(Stored.Entity::hlc).orElse(0L));
        return submit(write.tenant(), List.of(entry), write.door());
    }

    /** The version that is looked at under the lock is the one that had this count. */
    private JsonObject counted(Write write, Stored.Entity there) {
        return catalog.type(write.type())
                .map(type -> there.data().getValue(type.fields().count()))
                .map(seen -> write.data().copy().put("seen", seen))
                .orElseGet(() -> write.data().copy().put("seen", 0));
    }

    /**
     * Ends a conflict: the winner becomes a new version that goes to every device, and what follows from it is in the same commit.
     *
     * @param by who decides, for the history
     * @return complete after the commit; fails with {@code not-found}, with {@code conflict} where it is decided already or the
     *     entity moved on, with {@code invalid-request} where the data break a rule: then nothing is recorded
     */
    public Future<Void> resolve(TenantId tenant, UUID id, Decision decision, String by) {
        return resolve(tenant, id, decision, by, List.of());
    }

    /**
     * Ends a conflict, and writes these in the same commit.
     *
     * @param also writes that name the version that they follow
     */
    public Future<Void> resolve(TenantId tenant, UUID id, Decision decision, String by, List<Write> also) {
        return conflicts
                .one(tenant, id)
                .map(found -> found.map(Stored.History::conflict)
                        .orElseThrow(() -> Problem.of(ProblemType.NOT_FOUND, "there is no conflict " + id)
                                .exception()))
                .compose(conflict -> consequences
                        .of(tenant, conflict, decision)
                        .compose(follows -> ending(tenant, conflict, decision, by)
                                .compose(ending -> {
                                    List<Entry> all = new ArrayList<>(List.of(ending));
                                    follows.forEach(write -> all.add(entry(write)));
                                    also.forEach(write -> all.add(entry(write)));
                                    return submit(tenant, all, "resolve");
                                })));
    }

    /**
     * Writes all of these, or none.
     *
     * @param writes of one tenant; each names the version that it follows
     * @return complete after the commit; fails as {@link #write}
     */
    public Future<Void> writeAll(TenantId tenant, List<Write> writes, String door) {
        return Future.succeededFuture(writes)
                .map(all -> all.stream().map(this::entry).toList())
                .compose(all -> submit(tenant, all, door));
    }

    private Entry entry(Write write) {
        long version = Objects.requireNonNull(write.version());
        Write checked = checked(write);
        String op = write.op() == Op.PUT
                ? version == 0 ? "CREATE" : "UPDATE"
                : write.op().name();
        return new Entry(new Expected(write.type(), write.key(), version, null), op, checked.data(), 0);
    }

    private Future<Entry> ending(TenantId tenant, Stored.Conflict conflict, Decision decision, String by) {
        return now(tenant, conflict.type(), conflict.key())
                .map(there -> new Entry(
                        new Expected(conflict.type(), conflict.key(), decision.version(), conflict.id()),
                        Centre.RESOLVE,
                        winner(conflict, there, decision)
                                .put("conflict", conflict.id().toString())
                                .put("use", decision.use())
                                .put("by", by),
                        there.hlc()));
    }

    /** What shall be, worked out here: whoever replays the ledger needs nothing else to know it. */
    private static JsonObject winner(Stored.Conflict conflict, Stored.Entity there, Decision decision) {
        JsonObject own = decision.data();
        if (own != null) {
            return new JsonObject().put("data", storable(own));
        }
        if (decision.use().equals("current")) {
            return there.deleted() ? new JsonObject().put("deleted", true) : new JsonObject().put("data", there.data());
        }
        if (conflict.op().equals("DELETE")) {
            return new JsonObject().put("deleted", true);
        }
        return new JsonObject().put("data", conflict.incoming());
    }

    /** One line of a submission; {@code hlc}: it comes after that. */
    private record Entry(Expected expected, String op, JsonObject data, long hlc) {}

    private Future<Void> submit(TenantId tenant, List<Entry> entries, String door) {
        Instant now = clock.instant();
        List<Line> lines = entries.stream().map(entry -> line(entry, now, door)).toList();
        List<Expected> expected = entries.stream().map(Entry::expected).toList();
        return ledger.apply(new Submission.Unsigned(Centre.of(tenant), door, lines, now.toEpochMilli(), expected))
                .compose(outcome -> outcome.fold(
                        committed -> Future.succeededFuture(),
                        failed -> Future.failedFuture(failed.problem().exception())));
    }

    private Line line(Entry entry, Instant now, String door) {
        Expected expected = entry.expected();
        try {
            return ChangeLine.write(
                            ids.get(),
                            expected.type(),
                            expected.key(),
                            entry.op(),
                            now,
                            door,
                            0,
                            Hlc.next(entry.hlc(), now.toEpochMilli()),
                            expected.version(),
                            entry.data().encode())
                    .line();
        } catch (IllegalArgumentException e) {
            throw Problem.of(ProblemType.INVALID_REQUEST, String.valueOf(e.getMessage()))
                    .exception(e);
        }
    }

    private Future<Stored.Entity> now(TenantId tenant, String type, String key) {
        return entities.one(tenant, type, key)
                .map(there ->
                        there.orElseThrow(() -> Problem.of(ProblemType.NOT_FOUND, "there is no " + type + " " + key)
                                .exception()));
    }
}
