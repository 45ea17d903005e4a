package ghosthunter.hub.identity;

import ghosthunter.codecs.key.HubKeys;
import ghosthunter.codecs.key.SigningKey;
import ghosthunter.codecs.key.VerifyKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Who this hub is.
 *
 * @param hub the hub's id, {@code hub-<uuid>}: what devices address their statements to
 * @param key the key it signs with
 * @param next the key it will sign with; every receipt names it
 * @param former those it used to sign with, newest first; their private halves are gone
 * @param links each key's signed word for its successor, oldest first: see {@link HubKeys#walk}
 */
public record HubIdentity(String hub, SigningKey key, SigningKey next, List<Former> former, List<String> links) {
    public HubIdentity {
        former = List.copyOf(former);
        links = List.copyOf(links);
    }

    /**
     * A key that signs no more; what it signed stays valid.
     *
     * @param retiredAt since when
     */
    public record Former(VerifyKey key, Instant retiredAt) {}

    /** A hub with its first two keys. */
    public static HubIdentity of(String hub, SigningKey key, SigningKey next, Instant now) {
        return new HubIdentity(hub, key, next, List.of(), List.of(HubKeys.link(hub, key, next.verifyKey(), now)));
    }

    /** The next key takes over, and names the one after it. */
    HubIdentity rotated(SigningKey afterNext, Instant now) {
        List<Former> retired = new ArrayList<>();
        retired.add(new Former(key.verifyKey(), now));
        retired.addAll(former);
        List<String> longer = new ArrayList<>(links);
        longer.add(HubKeys.link(hub, next, afterNext.verifyKey(), now));
        return new HubIdentity(hub, next, afterNext, retired, longer);
    }
}
