package ghosthunter.edge.enroll;

import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.key.HubKeys;
import ghosthunter.codecs.key.PrivateFile;
import ghosthunter.codecs.key.SigningKey;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.edge.key.DeviceKey;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * The files beside the database that make the identity:
 *
 * <ul>
 *   <li>{@code locker.db.key.json}: the private key;
 *   <li>{@code locker.db.key-next.json}: the one that shall replace it, until it does;
 *   <li>{@code locker.db.enrollment.json}: what the hub said; it names the key that counts, so replacing it is the one step in
 *       which everything changes;
 *   <li>{@code locker.db.hub-keys.json}: which keys of the hub are believed, once they have rotated.
 * </ul>
 *
 * Each step may be cut and repeated: before the one step the old key works, behind it the new one. Blocking.
 */
public final class IdentityFiles {
    private final DeviceKey key;
    private final DeviceKey nextKey;
    private final PrivateFile enrollment;
    private final PrivateFile hubKeys;

    /** @param database the path of the SQLite file */
    public IdentityFiles(Path database) {
        String name = String.valueOf(database.getFileName());
        this.key = new DeviceKey(database.resolveSibling(name + ".key.json"));
        this.nextKey = new DeviceKey(database.resolveSibling(name + ".key-next.json"));
        this.enrollment = new PrivateFile(database.resolveSibling(name + ".enrollment.json"));
        this.hubKeys = new PrivateFile(database.resolveSibling(name + ".hub-keys.json"));
    }

    /**
     * The key to enroll with: the first time the device's own; the same again with the same token; and a new one with another
     * token, for the old one may have been revoked.
     */
    SigningKey keyFor(Hash token, SecureRandom random) throws IOException {
        Optional<Enrollment> before = undamaged();
        if (before.isEmpty()) {
            return key.loadOrMake(random);
        }
        Optional<SigningKey> counting = counting(before.get());
        Hash spent = before.get().token();
        return spent != null && spent.equals(token) && counting.isPresent()
                ? counting.get()
                : nextKey.loadOrMake(random);
    }

    /** An enrollment that is damaged is healed by the next one, with the same key. */
    private Optional<Enrollment> undamaged() {
        try {
            return enrollment();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The key that shall replace the one that counts, made now if there is none. */
    SigningKey nextKey(SecureRandom random) throws IOException {
        tidy();
        return nextKey.loadOrMake(random);
    }

    /** The hub does not want the next key: the next attempt makes another. */
    void discardNextKey() throws IOException {
        tidy();
        nextKey.discard();
    }

    /** Keeps what the hub said: from here on the key that it names counts. */
    void store(Enrollment enrolled) throws IOException {
        enrollment.write(enrolled.toJson().encode());
        tidy();
    }

    /** Whether there is an enrollment, sound or not. */
    public boolean isEnrolled() {
        return Files.exists(enrollment.path());
    }

    /** What the hub said, or nothing before enrollment. */
    public Optional<Enrollment> enrollment() throws IOException {
        Optional<String> text = enrollment.read();
        return text.isEmpty() ? Optional.empty() : Optional.of(parse(text.get()));
    }

    /**
     * The identity, or nothing before enrollment.
     *
     * @throws IOException if what is there cannot be read or does not belong together
     */
    public Optional<Identity> identity() throws IOException {
        Optional<Enrollment> enrolled = enrollment();
        if (enrolled.isEmpty()) {
            return Optional.empty();
        }
        Enrollment found = enrolled.get();
        // Another process may be moving the key from one name to the other at this moment: the first name comes last.
        Optional<SigningKey> own = counting(found);
        if (own.isEmpty() && key.load().isEmpty()) {
            throw anew("the key of this device is gone");
        }
        SigningKey counts = own.orElseThrow(() -> anew("this device was enrolled with another key"));
        return Optional.of(new Identity(found.hub(), believed(found), found.device(), counts));
    }

    /** Keeps which keys of the hub are believed. */
    void keep(HubKeys believed) throws IOException {
        Enrollment pinned = enrollment().orElseThrow(() -> anew("the enrollment is gone"));
        JsonObject json = believed.toJson()
                .put("hub", pinned.hub())
                .put("pinned", pinned.hubKey().kid());
        hubKeys.write(json.encode());
    }

    /** What was learned since this enrollment; what was learned since an earlier one does not count. */
    private HubKeys believed(Enrollment pinned) throws IOException {
        HubKeys first = new HubKeys(pinned.hubKey(), null);
        Optional<String> text = hubKeys.read();
        if (text.isEmpty()) {
            return first;
        }
        try {
            JsonFields json = JsonFields.parse("hub keys", text.get().getBytes(StandardCharsets.UTF_8));
            boolean since = json.text("hub").equals(pinned.hub())
                    && json.text("pinned").equals(pinned.hubKey().kid());
            return since ? HubKeys.ofFields(json) : first;
        } catch (ProblemException e) {
            throw new IOException(hubKeys.path() + ": " + e.problem().detail() + "; remove it", e);
        }
    }

    private Optional<SigningKey> counting(Enrollment enrolled) throws IOException {
        for (DeviceKey candidate : new DeviceKey[] {key, nextKey, key}) {
            Optional<SigningKey> found = candidate.load();
            if (found.isPresent() && found.get().verifyKey().kid().equals(enrolled.kid())) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Gives the key that counts its own name, when a cut left it under the other. */
    private void tidy() throws IOException {
        Optional<Enrollment> enrolled = enrollment();
        Optional<SigningKey> next = nextKey.load();
        if (enrolled.isPresent()
                && next.isPresent()
                && next.get().verifyKey().kid().equals(enrolled.get().kid())) {
            nextKey.replace(key);
        }
    }

    private Enrollment parse(String text) throws IOException {
        try {
            return Enrollment.ofJson(enrollment.path().toString(), text.getBytes(StandardCharsets.UTF_8));
        } catch (ProblemException e) {
            throw new IOException(e.problem().detail() + "; enroll this device anew", e);
        }
    }

    private static IOException anew(String reason) {
        return new IOException(reason + "; enroll this device anew");
    }
}
