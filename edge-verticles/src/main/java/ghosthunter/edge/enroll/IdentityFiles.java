package ghosthunter.edge.enroll;

import ghosthunter.codecs.key.SigningKey;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.edge.key.DeviceKey;
import ghosthunter.edge.key.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * The two files beside the database that make the identity: {@code locker.db.key.json}, the private key, and
 * {@code locker.db.enrollment.json}, what the hub said about it. A device is enrolled once both are there and agree; each
 * step towards that may be cut and repeated. Blocking.
 */
public final class IdentityFiles {
    private final DeviceKey key;
    private final PrivateFile enrollment;

    /** @param database the path of the SQLite file */
    public IdentityFiles(Path database) {
        this.key = new DeviceKey(database.resolveSibling(database.getFileName() + ".key.json"));
        this.enrollment = new PrivateFile(database.resolveSibling(database.getFileName() + ".enrollment.json"));
    }

    /** The key of the device, made now if there is none. */
    public SigningKey loadOrMakeKey(SecureRandom random) throws IOException {
        return key.loadOrMake(random);
    }

    /** Keeps what the hub said. */
    public void store(Enrollment enrolled) throws IOException {
        enrollment.write(enrolled.toJson().encode());
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
        SigningKey own = key.load().orElseThrow(() -> anew("the key of this device is gone"));
        Enrollment found = enrolled.get();
        if (!own.verifyKey().kid().equals(found.kid())) {
            throw anew("this device was enrolled with another key");
        }
        return Optional.of(new Identity(found.hub(), found.hubKey(), found.device(), own));
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
