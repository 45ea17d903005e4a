package ghosthunter.codecs.key;

import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a hub, as a device may believe them: each was named by the one before. A device that slept through rotations walks
 * from the key that it pinned, link by link; PROTOCOL.md, "The keys of a hub".
 *
 * @param current the key that signs now
 * @param next the key that will, or null when it is not known
 */
public record HubKeys(VerifyKey current, @Nullable VerifyKey next) {
    /** The {@code typ} of a link: a key names its successor. */
    public static final String LINK_TYP = "gh-hub-key";

    private static final int LINKS_MAX = 10_000;

    /** Signs a link. */
    public static String link(String hub, SigningKey key, VerifyKey successor, Instant at) {
        byte[] payload = new JsonObject()
                .put("hub", hub)
                .put("jwk", successor.jwk())
                .put("at", at.toString())
                .encode()
                .getBytes(StandardCharsets.UTF_8);
        return Jws.sign(LINK_TYP, payload, key).text();
    }

    /**
     * Walks.
     *
     * @param hub the id of the hub
     * @param pinnedKid thumbprint of the key that is believed
     * @param answer the body of {@code GET /v1/hub-keys}
     * @throws ProblemException {@code malformed-body} if the current key of the answer cannot be reached
     */
    public static HubKeys walk(String hub, String pinnedKid, byte[] answer) {
        JsonFields json = JsonFields.parse("the hub's keys", answer);
        if (!json.text("hub").equals(hub)) {
            throw broken("another hub answers: " + json.text("hub"));
        }
        Map<String, VerifyKey> keys = new HashMap<>();
        json.objects("keys", LINKS_MAX, fields -> VerifyKey.ofFields(fields.object("jwk")))
                .forEach(key -> keys.put(key.kid(), key));
        Map<String, Jws> links = new HashMap<>();
        json.objects("succession", LINKS_MAX, link -> Jws.parse(link.text("link"), LINK_TYP))
                .forEach(link -> links.put(link.kid(), link));
        VerifyKey at = keys.get(pinnedKid);
        String currentKid = json.text("current");
        for (int i = 0; at != null && i <= LINKS_MAX; i++) {
            VerifyKey successor = successor(hub, at, links.get(at.kid()));
            if (at.kid().equals(currentKid)) {
                return new HubKeys(at, successor);
            }
            at = successor;
        }
        throw broken("no signed way leads from the key that this device knows to the one that the hub uses");
    }

    private static @Nullable VerifyKey successor(String hub, VerifyKey key, @Nullable Jws link) {
        if (link == null) {
            return null;
        }
        if (!link.verifies(key)) {
            throw broken("a link is not signed by the key that it says");
        }
        JsonFields said = JsonFields.parse("a link", link.payload());
        if (!said.text("hub").equals(hub)) {
            throw broken("a link is of another hub");
        }
        return VerifyKey.ofFields(said.object("jwk"));
    }

    /** Which of them signed it; null for none. */
    public @Nullable VerifyKey signerOf(Jws jws) {
        if (jws.verifies(current)) {
            return current;
        }
        return next != null && jws.verifies(next) ? next : null;
    }

    /** What is believed after the signer of a receipt named the next one. */
    public HubKeys after(VerifyKey signer, @Nullable VerifyKey named) {
        if (named != null) {
            return new HubKeys(signer, named);
        }
        return signer.equals(current) ? this : new HubKeys(signer, null);
    }

    /** Their JSON, for the device's file. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject().put("current", current.jwk());
        return next == null ? json : json.put("next", next.jwk());
    }

    /** Reads {@link #toJson}. */
    public static HubKeys ofFields(JsonFields json) {
        return new HubKeys(
                VerifyKey.ofFields(json.object("current")),
                json.has("next") ? VerifyKey.ofFields(json.object("next")) : null);
    }

    private static ProblemException broken(String reason) {
        return Problem.of(ProblemType.MALFORMED_BODY, "the hub's keys: " + reason)
                .exception();
    }
}
