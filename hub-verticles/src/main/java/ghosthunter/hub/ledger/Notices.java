package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.entity.AudienceRule;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a device is told of its changes: entities for it alone, which it deletes when they were read. */
final class Notices {
    static final String TYPE = EntityTypes.NOTICE;

    private Notices() {}

    /**
     * Why a device may not write a notice, or null: it may delete what it was told itself.
     *
     * @param there the notice as it is
     */
    static @Nullable String refusal(DeviceRef device, String op, EntityRow.@Nullable Entity there) {
        boolean own = there != null
                && there.audience().equals(AudienceRule.ofDevice(device.device().value()));
        return own && op.equals("DELETE") ? null : "a device deletes a notice of its own, and nothing else";
    }

    /**
     * One.
     *
     * @param told who is told
     * @param change what it is about
     * @param kind {@code rejected}, {@code lost}, {@code pending} or {@code oversold}
     * @param version the version that the entity has now
     */
    static EntityRow.Notice of(
            DeviceRef told,
            EntityStep change,
            String kind,
            long version,
            @Nullable String reason,
            @Nullable String suggestion,
            Instant now) {
        boolean own = told.equals(change.device());
        JsonObject data = new JsonObject()
                .put("kind", kind)
                .put("type", change.of().type())
                .put("key", change.of().key())
                .put("reason", reason)
                .put("suggestion", suggestion)
                .put("version", version);
        String key = change.id() + (own ? "" : ":" + told.device());
        return new EntityRow.Notice(
                told, key, data, change.hlc(), change.device().device().value(), now);
    }
}
