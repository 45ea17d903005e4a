package ghosthunter.hub.merge;

import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.entity.AudienceRule;
import ghosthunter.codecs.entity.EntitySchema;
import ghosthunter.codecs.entity.EntityType;
import ghosthunter.codecs.entity.EntityType.Fields;
import ghosthunter.codecs.entity.PolicyName;
import ghosthunter.codecs.entity.RuleName;
import ghosthunter.codecs.time.Hlc;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The hub's side of one entity: remembers its versions, as the ledger does, and what was decided. */
final class Meetings {
    /** When the tests play; a write names its minute after it. */
    static final Instant NOON = Instant.parse("2026-02-20T12:00:00Z");

    private final EntityType type;
    private final Map<Long, EntityState> versions = new HashMap<>();
    private @Nullable EntityState state;

    Meetings(EntityType type) {
        this.type = type;
    }

    static Meetings of(PolicyName policy, RuleName... rules) {
        return new Meetings(type(policy, Fields.NONE, false, null, rules));
    }

    static EntityType type(
            PolicyName policy, Fields fields, boolean negative, @Nullable EntitySchema schema, RuleName... rules) {
        return new EntityType(
                "thing",
                Lane.MEDIUM,
                policy,
                AudienceRule.parse("all"),
                List.of(rules),
                fields,
                negative,
                EntityType.CONFIDENCE_MIN_DEFAULT,
                schema,
                null);
    }

    /** A change of a device in its first epoch, so many minutes after noon. */
    static Incoming change(String device, long minute, long base, String op, String data) {
        Instant at = NOON.plusSeconds(60 * minute);
        Epoch epoch = new Epoch(UUID.nameUUIDFromBytes(device.getBytes(StandardCharsets.UTF_8)));
        return new Incoming(
                op, new JsonObject(data), base, Hlc.next(0, at.toEpochMilli()), device, null, epoch, at, 500);
    }

    /** The same, decided and kept. */
    Decision meets(String device, long minute, long base, String op, String data) {
        return meets(change(device, minute, base, op, data));
    }

    Decision meets(Incoming incoming) {
        EntityState base = Merge.wantsBase(state, incoming) ? versions.get(incoming.base()) : null;
        Decision decision = Merge.decide(type, base, state, incoming);
        keep(decision.next());
        return decision;
    }

    /** The versions up to now can no longer be read. */
    void forget() {
        versions.clear();
    }

    EntityState state() {
        return state == null ? EntityState.none() : state;
    }

    private void keep(EntityState next) {
        state = next;
        versions.put(next.version(), next);
    }

    /** A hub that has the first version, by the centre, a minute before noon. */
    static Meetings seeded(EntityType type, String data) {
        Meetings hub = new Meetings(type);
        Decision unused = hub.meets(Incoming.HUB, -1, 0, "CREATE", data);
        return hub;
    }

    static Meetings seeded(PolicyName policy, String data, RuleName... rules) {
        return seeded(type(policy, Fields.NONE, false, null, rules), data);
    }

    static JsonObject json(String text) {
        return new JsonObject(text);
    }
}
