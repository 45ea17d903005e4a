package ghosthunter.edge.key;

import ghosthunter.codecs.key.PrivateFile;
import ghosthunter.codecs.key.SigningKey;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * The Ed25519 key pair of this device, made here, kept as a private JWK (RFC 8037) in a file of mode 0600. It is never sent,
 * never logged; another one takes its place only when the hub has let that in. Blocking.
 */
public final class DeviceKey {
    private final PrivateFile file;

    public DeviceKey(Path path) {
        this.file = new PrivateFile(path);
    }

    /**
     * The key, or nothing when none was made yet.
     *
     * @throws IOException if the file is there and holds no key; the message does not show what it holds
     */
    public Optional<SigningKey> load() throws IOException {
        Optional<String> text = file.read();
        return text.isEmpty() ? Optional.empty() : Optional.of(parse(text.get()));
    }

    /** The key, made now if there is none. Two processes that try at once get the same. */
    public SigningKey loadOrMake(SecureRandom random) throws IOException {
        Optional<SigningKey> there = load();
        if (there.isPresent()) {
            return there.get();
        }
        SigningKey made = SigningKey.generate(random);
        if (file.writeIfAbsent(made.privateJwk().encode())) {
            return made;
        }
        return load().orElseThrow(() -> new IOException(file.path() + " was there a moment ago and is gone"));
    }

    /** Takes the place of another key, in one step. */
    public void replace(DeviceKey other) throws IOException {
        file.moveTo(other.file);
    }

    /** Removes a key that was never used. */
    public void discard() throws IOException {
        file.remove();
    }

    private SigningKey parse(String text) throws IOException {
        try {
            return SigningKey.ofJwk(new JsonObject(text));
        } catch (DecodeException | IllegalArgumentException | ClassCastException e) {
            // The cause is left out: its message may quote the file, and that is the private key.
            throw new IOException(file.path() + " is not an Ed25519 private JWK; restore it, or remove it and enroll"
                    + " this device anew");
        }
    }
}
