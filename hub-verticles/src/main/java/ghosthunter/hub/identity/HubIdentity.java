package ghosthunter.hub.identity;

import ghosthunter.codecs.key.SigningKey;
import java.util.List;

/**
 * Who this hub is.
 *
 * @param hub the hub's id, {@code hub-<uuid>}: what devices address their statements to
 * @param keys its signing keys, the one it signs with first, then those it used to sign with, newest first; never empty
 */
public record HubIdentity(String hub, List<SigningKey> keys) {
    public HubIdentity {
        keys = List.copyOf(keys);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("a hub has a key to sign with");
        }
    }

    /** The key it signs with now. */
    public SigningKey key() {
        return keys.get(0);
    }
}
