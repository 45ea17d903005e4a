package ghosthunter.hub.operator;

import ghosthunter.codecs.key.PrivateFile;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.codecs.problem.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * {@code operator-secret}: 512 random bits that sign the access tokens of operators; readable by its owner alone, and never in
 * the database, so that whoever reads a dump cannot sign in with it. Made at the first start, whole or not at all. Nodes on
 * one database share it. Blocks.
 */
public final class SecretFile {
    /** The name of the file. */
    public static final String NAME = "operator-secret";

    static final int BYTES = 64;

    private SecretFile() {}

    /**
     * The secret in this directory; a new one where there is none.
     *
     * @throws ProblemException if the file cannot be read or written, is damaged, or others may read it
     */
    public static OperatorSecret readOrCreate(Path dataDir, SecureRandom random) {
        Path file = dataDir.resolve(NAME);
        try {
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                create(new PrivateFile(file), random);
            }
            return read(file);
        } catch (IOException e) {
            throw problem(file, "cannot be read or made: " + Reason.withFile(e));
        }
    }

    /** Where another node was first, its secret counts. */
    private static void create(PrivateFile file, SecureRandom random) throws IOException {
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        boolean unused =
                file.writeIfAbsent(Base64.getUrlEncoder().withoutPadding().encodeToString(secret) + "\n");
    }

    private static OperatorSecret read(Path file) throws IOException {
        if (!new PrivateFile(file).isPrivate()) {
            throw problem(file, "is a secret and others may read it; run: chmod 600 " + file);
        }
        try {
            byte[] secret = Base64.getUrlDecoder().decode(Files.readString(file).strip());
            if (secret.length == BYTES) {
                return new OperatorSecret(secret);
            }
        } catch (IllegalArgumentException e) {
            // Its message may quote the secret.
        }
        throw problem(file, "is damaged; delete it, and everybody signs in anew");
    }

    private static ProblemException problem(Path file, String reason) {
        return Problem.of(ProblemType.INTERNAL, file + " " + reason).exception();
    }
}
