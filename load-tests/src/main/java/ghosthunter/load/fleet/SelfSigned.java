package ghosthunter.load.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A certificate for 127.0.0.1 that signs itself, made by the JDK's keytool, and its private key. Blocking.
 *
 * @param cert PEM
 * @param key PEM
 */
public record SelfSigned(Path cert, Path key) {
    private static final String PASSWORD = "changeit";
    private static final String ALIAS = "it";
    private static final int PEM_LINE = 64;
    private static final long MADE_S_MAX = 60;

    /**
     * Makes one of the curve P-256 that is good for two days.
     *
     * @param name who it is for; the files in {@code directory} are called so, too
     */
    public static SelfSigned make(Path directory, String name) throws Exception {
        Path store = directory.resolve(name + ".p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> options =
                List.of(("-genkeypair -alias it -keyalg EC -groupname secp256r1 -ext san=ip:127.0.0.1 -validity 2"
                                + " -storetype PKCS12 -storepass " + PASSWORD)
                        .split(" ", -1));
        ProcessBuilder command = new ProcessBuilder(keytool).redirectErrorStream(true);
        command.command().addAll(options);
        command.command().addAll(List.of("-dname", "CN=" + name, "-keystore", store.toString()));
        Process process =
                command.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        if (!process.waitFor(MADE_S_MAX, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException("keytool made no certificate");
        }
        return read(store, directory, name);
    }

    private static SelfSigned read(Path store, Path directory, String name)
            throws IOException, GeneralSecurityException {
        char[] password = PASSWORD.toCharArray();
        KeyStore made = KeyStore.getInstance(store.toFile(), password);
        return new SelfSigned(
                pem(
                        directory.resolve(name + ".pem"),
                        "CERTIFICATE",
                        made.getCertificate(ALIAS).getEncoded()),
                pem(
                        directory.resolve(name + "-key.pem"),
                        "PRIVATE KEY",
                        made.getKey(ALIAS, password).getEncoded()));
    }

    private static Path pem(Path file, String label, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(file, "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
    }
}
