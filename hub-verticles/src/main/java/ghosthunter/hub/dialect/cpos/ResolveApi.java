package ghosthunter.hub.dialect.cpos;

import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.dialect.DialectRequest;
import ghosthunter.hub.entity.CentreWriter;
import ghosthunter.hub.entity.ClientWriter.Write;
import ghosthunter.hub.entity.EntityDesk;
import ghosthunter.hub.entity.Stored;
import ghosthunter.hub.ledger.Centre;
import ghosthunter.hub.ledger.Expected;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /sync/resolve}: what shall be becomes a version of the centre that goes to every terminal, and the conflict is seen to,
 * both or neither. Terminals know conflicts by ids of their own; then the entity finds it.
 */
final class ResolveApi {
    private static final Set<String> RESOLUTIONS = Set.of("TERMINAL_WINS", "CENTRAL_WINS", "MANUAL_MERGE", "DISCARD");
    private static final int TRIES_MAX = 5;

    private final DialectPorts ports;
    private final Shops shops;
    private final Callers callers;

    ResolveApi(DialectPorts ports, Shops shops, Callers callers) {
        this.ports = ports;
        this.shops = shops;
        this.callers = callers;
    }

    /**
     * What is asked for.
     *
     * @param conflictId a conflict of the hub, or of the terminal's own making
     * @param type the type of the entity, or null
     * @param key its id, or null
     */
    private record Asked(
            String conflictId,
            String resolution,
            JsonObject data,
            @Nullable String type,
            @Nullable String key) {}

    Future<Answer> resolve(DialectRequest request) {
        JsonObject body = request.requireObject();
        return callers.of(request).compose(caller -> {
            Asked asked = asked(body);
            return found(caller, asked, Bodies.terminalId(body))
                    .compose(conflict -> resolved(conflict, asked, by(caller), 1));
        });
    }

    private static Asked asked(JsonObject body) {
        String id = Bodies.text(body, "conflictId");
        String resolution = Bodies.text(body, "resolution");
        if (resolution == null || !RESOLUTIONS.contains(resolution)) {
            throw CposFailure.of(400, "resolution must be TERMINAL_WINS, CENTRAL_WINS, MANUAL_MERGE or DISCARD");
        }
        Object data = body.getValue("resolvedData");
        JsonObject resolved = resolvedData(data);
        if (resolution.equals("MANUAL_MERGE") && resolved.isEmpty()) {
            throw CposFailure.of(400, "resolvedData is required");
        }
        String key =
                Bodies.text(body, "entityId") == null ? Bodies.text(resolved, "id") : Bodies.text(body, "entityId");
        if (id == null && key == null) {
            throw CposFailure.of(400, "conflictId is required");
        }
        String type = Optional.ofNullable(Bodies.text(body, "entityType"))
                .flatMap(CposTypes::ofWire)
                .orElse(null);
        return new Asked(id == null ? "" : id, resolution, PushedChange.withoutBookKeeping(resolved), type, key);
    }

    private static String by(Caller caller) {
        return caller.fold(
                terminal -> "terminal " + terminal.terminal().code(),
                user -> "user " + user.user().username());
    }

    private Future<Stored.Conflict> found(Caller caller, Asked asked, @Nullable String terminalId) {
        return byId(asked.conflictId())
                .compose(known -> known.isPresent()
                        ? permitted(caller, known.get())
                        : callers.terminal(caller, terminalId, User.SYNC_TRIGGER)
                                .compose(terminal -> byEntity(terminal, asked)));
    }

    private Future<Optional<Stored.Conflict>> byId(String text) {
        UUID id;
        try {
            id = UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            return Future.succeededFuture(Optional.empty());
        }
        return ports.conflicts()
                .one(shops.tenant(), id)
                .map(found -> found.map(Stored.History::conflict)
                        .filter(conflict -> conflict.type().startsWith(CposTypes.PREFIX)));
    }

    /** A terminal its own, a person those of terminals that it sees. */
    private Future<Stored.Conflict> permitted(Caller caller, Stored.Conflict conflict) {
        String terminalId = conflict.device().replaceFirst("^cpos\\.", "");
        return callers.terminal(caller, terminalId, User.SYNC_TRIGGER).map(conflict);
    }

    /** The newest that nobody has seen to; where there is none, the newest. */
    private Future<Stored.Conflict> byEntity(Terminal terminal, Asked asked) {
        String key = asked.key();
        if (key == null || !Shops.isKey(key)) {
            return Future.failedFuture(CposFailure.of(404, "Conflict not found"));
        }
        return ports.conflicts()
                .raised(terminal.device(), asked.type(), key, EntityDesk.PAGE_MAX)
                .compose(raised -> raised.isEmpty()
                        ? Future.failedFuture(CposFailure.of(404, "Conflict not found"))
                        : firstOpen(raised, 0));
    }

    private Future<Stored.Conflict> firstOpen(List<Stored.Conflict> raised, int at) {
        if (at == raised.size()) {
            return Future.succeededFuture(raised.get(0));
        }
        Stored.Conflict conflict = raised.get(at);
        return record(conflict)
                .compose(record -> record.isEmpty() ? Future.succeededFuture(conflict) : firstOpen(raised, at + 1));
    }

    private Future<Optional<Stored.Entity>> record(Stored.Conflict conflict) {
        return shops.find(CposTypes.RESOLUTION, conflict.id().toString());
    }

    private Future<Answer> resolved(Stored.Conflict conflict, Asked asked, String by, int attempt) {
        return record(conflict).compose(record -> {
            if (record.isPresent()) {
                return isSame(record.get().data(), asked)
                        ? Future.succeededFuture(answer(conflict))
                        : Future.failedFuture(CposFailure.of(409, "Conflict already resolved"));
            }
            return decided(conflict, asked, by)
                    .compose(pendingDone -> write(conflict, asked, by))
                    .map(done -> answer(conflict))
                    .recover(failure -> Shops.is(failure, ProblemType.CONFLICT) && attempt < TRIES_MAX
                            ? resolved(conflict, asked, by, attempt + 1)
                            : Future.failedFuture(failure));
        });
    }

    /** Whether this is what was decided; data count where they are what wins. */
    private static boolean isSame(JsonObject record, Asked asked) {
        boolean tellsData = Set.of("TERMINAL_WINS", "MANUAL_MERGE").contains(asked.resolution());
        return asked.resolution().equals(record.getString("resolution"))
                && (!tellsData || asked.data().equals(record.getJsonObject("resolvedData")));
    }

    private static Answer answer(Stored.Conflict conflict) {
        return Answer.ok(new JsonObject()
                .put("success", true)
                .put("conflictId", conflict.id().toString()));
    }

    /** One that waits for a person is ended in the core first: what is there stays, until the write behind this. */
    private Future<Void> decided(Stored.Conflict conflict, Asked asked, String by) {
        if (!conflict.isPending() || conflict.resolved() != null) {
            return Future.succeededFuture();
        }
        CentreWriter.Decision keep = new CentreWriter.Decision("current", null, conflict.entityVersion());
        return ports.centre().resolve(shops.tenant(), conflict.id(), keep, by + ": " + asked.resolution());
    }

    private Future<Void> write(Stored.Conflict conflict, Asked asked, String by) {
        return ports.entities()
                .one(shops.tenant(), conflict.type(), conflict.key())
                .compose(there -> {
                    List<Write> writes = new ArrayList<>();
                    List<Expected> expected = new ArrayList<>();
                    long version = there.map(Stored.Entity::version).orElse(0L);
                    winner(conflict, asked, there).ifPresent(winner -> {
                        writes.add(write(conflict, winner.op(), winner.data(), version));
                        expected.add(new Expected(conflict.type(), conflict.key(), version, null));
                    });
                    String id = conflict.id().toString();
                    JsonObject record = new JsonObject()
                            .put("resolution", asked.resolution())
                            .put("resolvedData", asked.data())
                            .put("entityType", CposTypes.toWire(conflict.type()))
                            .put("entityId", conflict.key())
                            .put("by", by);
                    writes.add(new Write(
                            ports.ids().get(),
                            CposTypes.RESOLUTION,
                            id,
                            "CREATE",
                            record,
                            0,
                            ports.clock().instant()));
                    expected.add(new Expected(CposTypes.RESOLUTION, id, 0, null));
                    return ports.clients().write(Centre.of(shops.tenant()), CposDialect.NAME, writes, expected);
                })
                .mapEmpty();
    }

    private Write write(Stored.Conflict conflict, String op, JsonObject data, long version) {
        return new Write(
                ports.ids().get(),
                conflict.type(),
                conflict.key(),
                op,
                data,
                version,
                ports.clock().instant());
    }

    private record Winner(String op, JsonObject data) {}

    /** What is to be written; empty where what is there stays. */
    private static Optional<Winner> winner(Stored.Conflict conflict, Asked asked, Optional<Stored.Entity> there) {
        boolean lives = there.isPresent() && !there.get().deleted();
        return switch (asked.resolution()) {
            case "TERMINAL_WINS" ->
                asked.data().isEmpty() ? incoming(conflict, lives) : Optional.of(patch(asked.data(), there));
            case "MANUAL_MERGE" -> Optional.of(patch(asked.data(), there));
            default -> Optional.empty();
        };
    }

    private static Optional<Winner> incoming(Stored.Conflict conflict, boolean lives) {
        if (conflict.op().equals("DELETE")) {
            return lives ? Optional.of(new Winner("DELETE", new JsonObject())) : Optional.empty();
        }
        return Optional.of(new Winner(conflict.op(), conflict.incoming()));
    }

    /** It stays in its store whatever the data say. */
    private static Winner patch(JsonObject data, Optional<Stored.Entity> there) {
        JsonObject patch = data.copy();
        there.map(entity -> entity.data().getValue(CposTypes.Scope.STORE_FIELD))
                .ifPresent(store -> patch.put(CposTypes.Scope.STORE_FIELD, store));
        return new Winner("PATCH", patch);
    }

    private static JsonObject resolvedData(@Nullable Object data) {
        if (data == null) {
            return new JsonObject();
        }
        if (data instanceof JsonObject object) {
            return object;
        }
        throw CposFailure.of(400, "resolvedData must be an object");
    }
}
