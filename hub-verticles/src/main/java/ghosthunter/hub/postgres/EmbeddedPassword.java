package ghosthunter.hub.postgres;

import ghosthunter.codecs.key.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * {@code postgres-password}: 192 random bits without which the embedded server lets nobody in. It listens on loopback, where every
 * user of the machine and every program in a sandbox can knock, and its superuser may run programs as the hub. Readable by its
 * owner alone; made with the cluster. Blocks; callers hold {@link DataDirLock}, or only read.
 */
final class EmbeddedPassword {
    /** The name of the file, its one line in the alphabet of URLs. */
    static final String NAME = "postgres-password";

    private static final int BYTES = 24;
    private static final SecureRandom RANDOM = new SecureRandom();

    private EmbeddedPassword() {}

    static Path file(Path dataDir) {
        return dataDir.resolve(NAME);
    }

    /** The password. Fails where there is none. */
    static String read(Path dataDir) throws IOException {
        return Files.readString(file(dataDir)).strip();
    }

    /** Makes one where there is none: whole and durable, or not at all. */
    static void makeIfMissing(Path dataDir) throws IOException {
        byte[] bits = new byte[BYTES];
        RANDOM.nextBytes(bits);
        boolean unused = new PrivateFile(file(dataDir))
                .writeIfAbsent(Base64.getUrlEncoder().withoutPadding().encodeToString(bits) + "\n");
    }
}
