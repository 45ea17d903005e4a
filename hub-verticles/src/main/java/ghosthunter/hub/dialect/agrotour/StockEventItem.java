package ghosthunter.hub.dialect.agrotour;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.hub.dialect.ChangeIds;
import ghosthunter.hub.entity.ClientWriter;
import ghosthunter.hub.entity.EntityDesk;
import ghosthunter.hub.entity.Stored;
import ghosthunter.hub.ledger.Expected;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** A stock event. It counts with its number and what it moves, or it is a conflict of its product. Immutable. */
final class StockEventItem implements Item {
    private final DeviceId device;
    private final JsonObject event;
    private final String id;
    private final String product;
    private final boolean negative;

    /**
     * @param event all columns but those that it gets when it is taken; {@code id} names it
     * @param negative whether it may take more than there is
     */
    StockEventItem(DeviceId device, JsonObject event, boolean negative) {
        this.negative = negative;
        this.device = device;
        this.event = event;
        this.id = event.getString("id");
        this.product = event.getString("product_id");
    }

    /** The change by which an event meets others. */
    static UUID movement(String id) {
        return ChangeIds.of("agrotour", "movement", id);
    }

    @Override
    public DeviceId device() {
        return device;
    }

    @Override
    public String logKey() {
        return id;
    }

    @Override
    public String subject() {
        return product;
    }

    @Override
    public List<UUID> judged() {
        return List.of(movement(id), stock());
    }

    @Override
    public List<EntityDesk.Key> reads() {
        return List.of(
                new EntityDesk.Key(AgrotourTypes.PRODUCT, product),
                new EntityDesk.Key(AgrotourTypes.MOVEMENT, product),
                new EntityDesk.Key(AgrotourTypes.STOCK, product));
    }

    @Override
    public Plan plan(View view) {
        Optional<Stored.Entity> there = view.entity(AgrotourTypes.PRODUCT, product);
        Optional<Stored.Entity> stock = view.entity(AgrotourTypes.STOCK, product);
        if (there.isEmpty() || stock.isEmpty()) {
            return new Settled(Outcome.rejected("Unknown product", "Push the product first"));
        }
        if (there.get().data().getBoolean("is_deleted", false)) {
            return new Settled(Outcome.rejected("Product is deleted", "Restore the product first"));
        }
        Optional<Long> moves = moves(event, stock.get().data().getLong(AgrotourTypes.COUNT, 0L));
        if (moves.isEmpty()) {
            return new Settled(Outcome.rejected(
                    "Unknown operation", "Use INCREMENT, DECREMENT, or SET with a delta of 0 or more"));
        }
        return plan(view, stock.get(), moves.get());
    }

    private Plan plan(View view, Stored.Entity stock, long moves) {
        Optional<Stored.Entity> last =
                view.entity(AgrotourTypes.MOVEMENT, product).filter(entity -> !entity.deleted());
        long version = view.version(AgrotourTypes.MOVEMENT, product);
        JsonObject taken = event.copy().put("lamport_ts", view.clock() + 1);
        Optional<Tiers.Resolution> met = last.flatMap(entity -> Tiers.meet(taken, view.clock() + 1, entity.data()));
        // A write that did not see what is there meets it; one that did follows it.
        long base = met.isPresent() ? 0 : version;
        ClientWriter.Write movement = write(
                movement(id), AgrotourTypes.MOVEMENT, last.isPresent() ? "UPDATE" : "CREATE", taken, base, view.now());
        if (met.isPresent() && (met.get().approval() || !met.get().newWins())) {
            return new Judge(movement, version);
        }
        ClientWriter.Write add = write(
                stock(), AgrotourTypes.STOCK, "ADD", new JsonObject().put("delta", moves), stock.version(), view.now());
        if (!negative && moves < 0 && stock.data().getLong(AgrotourTypes.COUNT, 0L) + moves < 0) {
            return new Judge(add, stock.version());
        }
        List<Expected> expected = new ArrayList<>();
        expected.add(new Expected(AgrotourTypes.MOVEMENT, product, version, null));
        expected.add(new Expected(AgrotourTypes.STOCK, product, stock.version(), null));
        expected.add(new Expected(AgrotourTypes.LOG, id, 0, null));
        ClientWriter.Write entry = new ClientWriter.Write(
                ChangeIds.of("agrotour", "log", id), AgrotourTypes.LOG, id, "CREATE", event, 0, view.now());
        return new Apply(List.of(movement, entry, add), expected);
    }

    private UUID stock() {
        return ChangeIds.of("agrotour", "stock", id);
    }

    private ClientWriter.Write write(UUID change, String type, String op, JsonObject data, long base, Instant now) {
        return new ClientWriter.Write(change, type, product, op, data, base, now);
    }

    /**
     * By how much an event moves the stock: the sign of its delta says nothing, its operation does.
     *
     * @param count what there is
     * @return empty for an operation that there is not
     */
    static Optional<Long> moves(JsonObject event, long count) {
        long delta = event.getLong("delta");
        return switch (event.getString("operation").toUpperCase(Locale.ROOT)) {
            case "INCREMENT" -> Optional.of(Math.abs(delta));
            case "DECREMENT" -> Optional.of(-Math.abs(delta));
            case "SET" -> delta < 0 ? Optional.empty() : Optional.of(delta - count);
            default -> Optional.empty();
        };
    }
}
