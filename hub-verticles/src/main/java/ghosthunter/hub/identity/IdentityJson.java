package ghosthunter.hub.identity;

import ghosthunter.codecs.key.SigningKey;
import ghosthunter.codecs.key.VerifyKey;
import ghosthunter.hub.identity.HubIdentity.Former;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The identity as JSON: with private keys for the file, and without for everybody. */
public final class IdentityJson {
    private static final Pattern HUB = Pattern.compile("hub-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final String STATE = "state";
    private static final String CURRENT = "current";
    private static final String NEXT = "next";
    private static final String RETIRED = "retired";

    private IdentityJson() {}

    /** The body of {@code GET /v1/hub-keys}: all that a device or an auditor needs to believe a key, and nothing secret. */
    public static JsonObject published(HubIdentity identity) {
        JsonArray keys = new JsonArray()
                .add(published(identity.key().verifyKey(), CURRENT))
                .add(published(identity.next().verifyKey(), NEXT));
        identity.former()
                .forEach(former -> keys.add(published(former.key(), RETIRED)
                        .put("retired_at", former.retiredAt().toString())));
        JsonArray links = new JsonArray();
        identity.links().forEach(link -> links.add(new JsonObject().put("link", link)));
        return new JsonObject()
                .put("hub", identity.hub())
                .put(CURRENT, identity.key().verifyKey().kid())
                .put("keys", keys)
                .put("succession", links);
    }

    private static JsonObject published(VerifyKey key, String state) {
        return new JsonObject().put("kid", key.kid()).put(STATE, state).put("jwk", key.jwk());
    }

    /** The content of the file. */
    static String write(HubIdentity identity) {
        JsonArray keys = new JsonArray()
                .add(identity.key().privateJwk().put(STATE, CURRENT))
                .add(identity.next().privateJwk().put(STATE, NEXT));
        identity.former()
                .forEach(former -> keys.add(former.key()
                        .jwk()
                        .put(STATE, RETIRED)
                        .put("retired_at", former.retiredAt().toString())));
        return new JsonObject()
                        .put("hub", identity.hub())
                        .put("keys", keys)
                        .put("succession", new JsonArray(identity.links()))
                        .encodePrettily()
                + "\n";
    }

    /**
     * Reads the file; nothing secret is in what it throws.
     *
     * @param json the file
     * @param after makes the next key of a file that has none
     */
    static HubIdentity read(JsonObject json, java.util.function.Supplier<SigningKey> after, Instant now) {
        String hub = json.getString("hub", "");
        if (!HUB.matcher(hub).matches()) {
            throw new IllegalArgumentException("'hub' must be hub-<uuid>");
        }
        List<JsonObject> keys = new ArrayList<>();
        JsonArray array = json.getJsonArray("keys", new JsonArray());
        for (int i = 0; i < array.size(); i++) {
            keys.add(array.getJsonObject(i));
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("a hub has a key to sign with");
        }
        return keys.stream().anyMatch(key -> NEXT.equals(key.getValue(STATE)))
                ? read(hub, json, keys)
                : withoutNext(hub, keys, after.get(), now);
    }

    private static HubIdentity read(String hub, JsonObject json, List<JsonObject> keys) {
        List<Former> former = keys.stream()
                .filter(key -> RETIRED.equals(key.getValue(STATE)))
                .map(key -> new Former(VerifyKey.ofJwk(key), Instant.parse(key.getString("retired_at", ""))))
                .toList();
        List<String> links = json.getJsonArray("succession", new JsonArray()).stream()
                .map(String.class::cast)
                .toList();
        return new HubIdentity(hub, only(keys, CURRENT), only(keys, NEXT), former, links);
    }

    /** A file of the first version: the key in use is the first. */
    private static HubIdentity withoutNext(String hub, List<JsonObject> keys, SigningKey next, Instant now) {
        HubIdentity identity = HubIdentity.of(hub, SigningKey.ofJwk(keys.get(0)), next, now);
        List<Former> former = keys.stream()
                .skip(1)
                .map(key -> new Former(VerifyKey.ofJwk(key), now))
                .toList();
        return new HubIdentity(hub, identity.key(), next, former, identity.links());
    }

    private static SigningKey only(List<JsonObject> keys, String state) {
        return keys.stream()
                .filter(key -> state.equals(key.getValue(STATE)))
                .findFirst()
                .map(SigningKey::ofJwk)
                .orElseThrow(() -> new IllegalArgumentException("there is no key with state " + state));
    }
}
