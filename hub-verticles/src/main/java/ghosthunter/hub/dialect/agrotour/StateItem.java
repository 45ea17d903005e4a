package ghosthunter.hub.dialect.agrotour;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.hub.dialect.ChangeIds;
import ghosthunter.hub.entity.ClientWriter;
import ghosthunter.hub.entity.EntityDesk;
import ghosthunter.hub.entity.LogDesk;
import ghosthunter.hub.entity.Stored;
import ghosthunter.hub.ledger.Expected;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A product or a payment: a state by its id, of which the higher Lamport number counts. The stock of a product is opened with it, and
 * from then on is the sum of its events. Immutable.
 */
final class StateItem implements Item {
    static final String STALE = "State stale (Older Lamport)";
    static final String TIED = "Concurrent update conflict - Server state preserved";

    /** By how much a number may be ahead of what the hub knows: else one client could win against all others for ever. */
    static final long LEAD_MAX = 1_000_000;

    /** What a later state does not change. */
    private static final Set<String> KEPT = Set.of("id", "tenant_id", "created_by", "created_at", "current_stock");

    private final DeviceId device;
    private final String type;
    private final String entityType;
    private final JsonObject state;
    private final Set<String> supplied;

    /**
     * @param type {@link AgrotourTypes#PRODUCT} or {@link AgrotourTypes#PAYMENT}
     * @param state all its columns
     * @param supplied those that the client sent
     */
    StateItem(DeviceId device, String type, JsonObject state, Set<String> supplied) {
        this.device = device;
        this.type = type;
        this.entityType = type.equals(AgrotourTypes.PRODUCT) ? "Product" : "PendingPayment";
        this.state = state;
        this.supplied = Set.copyOf(supplied);
    }

    private String id() {
        return state.getString("id");
    }

    private boolean isProduct() {
        return type.equals(AgrotourTypes.PRODUCT);
    }

    @Override
    public DeviceId device() {
        return device;
    }

    /** Whoever sends the same number for the same state says nothing new. */
    @Override
    public String logKey() {
        return ChangeIds.of(
                        "agrotour",
                        "state",
                        type,
                        id(),
                        state.getLong("lamport_ts").toString())
                .toString();
    }

    /** As a state that is not newer than what it made itself. */
    @Override
    public Outcome known(LogDesk.Entry entry) {
        long stored = entry.data().getJsonObject("data").getLong("lamport_ts");
        return new Outcome(Kind.IGNORED, stored, null, STALE, null);
    }

    @Override
    public String subject() {
        return isProduct() ? id() : "payment " + id();
    }

    @Override
    public List<UUID> judged() {
        return List.of();
    }

    @Override
    public List<EntityDesk.Key> reads() {
        return isProduct()
                ? List.of(
                        new EntityDesk.Key(type, id()),
                        new EntityDesk.Key(AgrotourTypes.STOCK, id()),
                        new EntityDesk.Key(AgrotourTypes.SKU, sku()))
                : List.of(new EntityDesk.Key(type, id()));
    }

    private String sku() {
        return ChangeIds.of("sku", state.getString("sku")).toString();
    }

    @Override
    public Plan plan(View view) {
        Optional<Stored.Entity> there = view.entity(type, id());
        long lamport = state.getLong("lamport_ts");
        long stored = there.map(entity -> entity.data().getLong("lamport_ts")).orElse(-1L);
        if (there.isPresent() && lamport <= stored) {
            String reason = lamport < stored ? STALE : TIED;
            return new Settled(new Outcome(Kind.IGNORED, Math.max(view.clock(), stored), null, reason, null));
        }
        long highest = Math.max(view.clock(), stored) + LEAD_MAX;
        if (lamport > highest) {
            return new Settled(
                    Outcome.rejected("lamport_ts is too far ahead", "Pull, and send a number of at most " + highest));
        }
        boolean takesSku = isProduct()
                && view.entity(AgrotourTypes.SKU, sku())
                        .map(owner -> !id().equals(owner.data().getString("product")))
                        .orElse(false);
        if (takesSku) {
            return new Settled(Outcome.rejected("Another product has this sku", "Choose another sku"));
        }
        if (isProduct() && there.isEmpty() && state.getLong("current_stock") < 0) {
            return new Settled(Outcome.rejected("A stock cannot begin below zero", "Send 0 or more"));
        }
        return apply(view, there, next(there, Math.max(view.clock(), lamport) + 1, Columns.naive(view.now())));
    }

    private JsonObject next(Optional<Stored.Entity> there, long lamport, String now) {
        JsonObject next = state.copy().put("created_at", now);
        there.ifPresent(entity -> {
            JsonObject before = entity.data();
            for (String column : List.copyOf(next.fieldNames())) {
                if (KEPT.contains(column) || !supplied.contains(column)) {
                    next.put(column, before.getValue(column));
                }
            }
        });
        return next.put("deleted_at", next.getBoolean("is_deleted") ? now : null)
                .put("lamport_ts", lamport)
                .put("updated_at", now)
                .put("synced_at", now)
                .put("content_hash", Columns.contentHash(next));
    }

    private Plan apply(View view, Optional<Stored.Entity> there, JsonObject next) {
        String change = logKey();
        List<ClientWriter.Write> writes = new ArrayList<>();
        List<Expected> expected = new ArrayList<>();
        String op = there.isPresent() ? "UPDATE" : "CREATE";
        long version = view.version(type, id());
        writes.add(write("entity", type, id(), op, next, version, view.now()));
        expected.add(new Expected(type, id(), version, null));
        if (isProduct() && view.entity(AgrotourTypes.SKU, sku()).isEmpty()) {
            writes.add(write(
                    "sku", AgrotourTypes.SKU, sku(), "CREATE", new JsonObject().put("product", id()), 0, view.now()));
            expected.add(new Expected(AgrotourTypes.SKU, sku(), 0, null));
        }
        if (isProduct() && there.isEmpty()) {
            JsonObject opened = new JsonObject().put(AgrotourTypes.COUNT, state.getLong("current_stock"));
            writes.add(write("stock", AgrotourTypes.STOCK, id(), "CREATE", opened, 0, view.now()));
            expected.add(new Expected(AgrotourTypes.STOCK, id(), 0, null));
        }
        JsonObject entry = new JsonObject()
                .put("operation_type", op)
                .put("entity_type", entityType)
                .put("entity_id", id())
                .put("data", next)
                .put("version", next.getLong("version"))
                .put("device_id", next.getString("device_id"))
                .put("timestamp", view.now().toString())
                .put("content_hash", next.getString("content_hash"));
        writes.add(write("log", AgrotourTypes.RECORD_LOG, change, "CREATE", entry, 0, view.now()));
        expected.add(new Expected(AgrotourTypes.RECORD_LOG, change, 0, null));
        return new Apply(writes, expected);
    }

    private ClientWriter.Write write(
            String part, String writtenType, String key, String op, JsonObject data, long base, Instant now) {
        UUID change = ChangeIds.of("agrotour", part, logKey());
        return new ClientWriter.Write(change, writtenType, key, op, data, base, now);
    }
}
