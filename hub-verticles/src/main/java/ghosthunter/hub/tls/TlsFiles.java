package ghosthunter.hub.tls;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.codecs.problem.Reason;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/** What the files of TLS contain at a moment. The bytes are taken at once, so that nothing changes between check and use. */
public record TlsFiles(Buffer cert, Buffer key, @Nullable Buffer clientCa) {
    private static final Set<String> VERSIONS = Set.of("TLSv1.2", "TLSv1.3");
    private static final String[] KEY_TYPES = {"EC", "RSA", "EdDSA", "Ed25519"};
    private static final byte[] PROBE = "does this key belong to this certificate?".getBytes(StandardCharsets.US_ASCII);

    /**
     * Reads and checks. Blocks.
     *
     * @throws ProblemException with one clear line: a file is missing or no PEM, or key and certificate do not belong together
     */
    public static TlsFiles read(Vertx vertx, TlsSettings settings) {
        Path clientCa = settings.clientCa();
        TlsFiles files = new TlsFiles(
                bytes("http.tls.cert", settings.cert()),
                bytes("http.tls.key", settings.key()),
                clientCa == null ? null : bytes("http.tls.client_ca", clientCa));
        files.check(vertx, settings);
        return files;
    }

    /** For the server: TLS 1.2 and 1.3 and nothing older. */
    public ServerSSLOptions options() {
        ServerSSLOptions options = new ServerSSLOptions().setKeyCertOptions(pair());
        options.setEnabledSecureTransportProtocols(VERSIONS).setUseAlpn(false);
        if (clientCa != null) {
            options.setTrustOptions(new PemTrustOptions().addCertValue(clientCa));
            options.setClientAuth(ClientAuth.REQUIRED);
        }
        return options;
    }

    private PemKeyCertOptions pair() {
        return new PemKeyCertOptions().setCertValue(cert).setKeyValue(key);
    }

    private void check(Vertx vertx, TlsSettings settings) {
        boolean fits;
        try {
            fits = fits(pair().getKeyManagerFactory(vertx).getKeyManagers());
        } catch (Exception e) {
            throw isCertificate(vertx)
                    ? refused("http.tls.key: " + settings.key() + " is no PEM of a private key without a password", e)
                    : refused("http.tls.cert: " + settings.cert() + " is no PEM of certificates", e);
        }
        if (!fits) {
            throw refused("the key " + settings.key() + " does not belong to the certificate " + settings.cert(), null);
        }
        Buffer trusted = clientCa;
        if (trusted != null) {
            try {
                readCertificates(vertx, trusted);
            } catch (Exception e) {
                throw refused("http.tls.client_ca: " + settings.clientCa() + " is no PEM of certificates", e);
            }
        }
    }

    private boolean isCertificate(Vertx vertx) {
        try {
            readCertificates(vertx, cert);
            return true;
        } catch (Exception e) {
            return false;
        }
    }

    private static void readCertificates(Vertx vertx, Buffer pem) throws Exception {
        new PemTrustOptions().addCertValue(pem).getTrustManagerFactory(vertx).getTrustManagers();
    }

    private static boolean fits(KeyManager[] managers) throws GeneralSecurityException {
        X509KeyManager manager = (X509KeyManager) managers[0];
        for (String type : KEY_TYPES) {
            String[] aliases = manager.getServerAliases(type, null);
            if (aliases != null && aliases.length > 0) {
                return signs(manager.getPrivateKey(aliases[0]), manager.getCertificateChain(aliases[0])[0]);
            }
        }
        return false;
    }

    private static boolean signs(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        if (!key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm())) {
            return false;
        }
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(key);
        signer.update(PROBE);
        byte[] signature = signer.sign();
        signer.initVerify(certificate.getPublicKey());
        signer.update(PROBE);
        return signer.verify(signature);
    }

    private static Buffer bytes(String setting, Path file) {
        try {
            return Buffer.buffer(Files.readAllBytes(file));
        } catch (IOException e) {
            throw refused(setting + ": " + file + " cannot be read: " + Reason.of(e), e);
        }
    }

    private static ProblemException refused(String detail, @Nullable Throwable cause) {
        return Problem.of(ProblemType.UNAVAILABLE, "TLS: " + detail).exception(cause);
    }
}
