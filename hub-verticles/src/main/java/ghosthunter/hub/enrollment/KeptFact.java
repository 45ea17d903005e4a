package ghosthunter.hub.enrollment;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.key.VerifyKey;
import ghosthunter.codecs.time.Timestamps;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code kept.ndjson}, and one message between the nodes of a hub: something about the keys of a device that must
 * outlive a database restored from an old dump. It holds nothing secret.
 *
 * @param kind what happened
 * @param subject the {@code kid} that it happened to; of {@link Kind#CANCELLED} the hash of the token
 * @param at when, by the clock of the database
 * @param admission who was let in, of {@link Kind#ENROLLED} and {@link Kind#ROTATED}; else null
 */
public record KeptFact(
        Kind kind,
        DeviceRef device,
        String subject,
        Instant at,
        @Nullable Admission admission) {

    /** What happened to a key or a token. */
    public enum Kind {
        /** A token was spent, and the key is the device's from now on. */
        ENROLLED,
        /** The device replaces its key by this one. */
        ROTATED,
        /** Another key has taken its place. */
        RETIRED,
        /** An operator shut it out. */
        REVOKED,
        /** An operator gave up a token that nobody had spent. */
        CANCELLED;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A key that was let in.
     *
     * @param key the key
     * @param certificate the hub's word for it, compact JWS
     * @param token hash of the token that it spent; null when it was rotated in
     * @param deviceKind such as {@code locker}
     * @param group the device's group, or null
     */
    public record Admission(
            VerifyKey key,
            String certificate,
            @Nullable Hash token,
            String deviceKind,
            @Nullable String group) {}

    public KeptFact {
        boolean lets = kind == Kind.ENROLLED || kind == Kind.ROTATED;
        if (lets == (admission == null)) {
            throw new IllegalArgumentException("a key that is let in comes with its certificate, and no other does");
        }
    }

    /** What makes two lines the same fact. */
    public String identity() {
        return kind.wire() + " " + device + " " + subject;
    }

    /** Who was let in; only of a fact that lets somebody in. */
    public Admission admitted() {
        return Objects.requireNonNull(admission);
    }

    /** The line, without its line feed. */
    public String line() {
        JsonObject json = new JsonObject()
                .put("kept", kind.wire())
                .put("tenant", device.tenant().value())
                .put("device", device.device().value())
                .put("subject", subject)
                .put("at", at.toString());
        if (admission != null) {
            json.put("jwk", admission.key().jwk()).put("certificate", admission.certificate());
            json.put("kind", admission.deviceKind());
            put(json, "group", admission.group());
            put(json, "token", admission.token());
        }
        return json.encode();
    }

    /**
     * Reads a line; nothing when it is of a kind that this version does not know.
     *
     * @throws ghosthunter.codecs.problem.ProblemException if it is no such line
     */
    public static Optional<KeptFact> read(String line) {
        JsonFields json = JsonFields.parse("line", line.getBytes(StandardCharsets.UTF_8));
        String name = json.text("kept");
        for (Kind kind : Kind.values()) {
            if (kind.wire().equals(name)) {
                return Optional.of(read(kind, json));
            }
        }
        return Optional.empty();
    }

    private static KeptFact read(Kind kind, JsonFields json) {
        boolean lets = kind == Kind.ENROLLED || kind == Kind.ROTATED;
        return new KeptFact(
                kind,
                new DeviceRef(json.value("tenant", TenantId::new), json.value("device", DeviceId::new)),
                json.value("subject", Hash::parse).toString(),
                json.value("at", Timestamps::parse),
                lets ? admission(json) : null);
    }

    private static Admission admission(JsonFields json) {
        return new Admission(
                VerifyKey.ofFields(json.object("jwk")),
                json.text("certificate"),
                json.has("token") ? json.value("token", Hash::parse) : null,
                json.text("kind"),
                json.textOrNull("group"));
    }

    private static void put(JsonObject json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value.toString());
        }
    }
}
