package ghosthunter.edge.enroll;

import ghosthunter.codecs.problem.Reason;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** Why no answer of a hub came, for a person. Of TLS the deepest cause counts; those around it name classes of Java. */
public final class HubReason {
    private static final Pattern CLIENT_ALERT =
            Pattern.compile("fatal alert: (bad_certificate|certificate_required|certificate_unknown|unknown_ca"
                    + "|unsupported_certificate|certificate_expired|certificate_revoked|access_denied)");
    private static final Pattern CLASS_NAME = Pattern.compile("([a-z]\\w*\\.)+[A-Z]\\w*: ");
    private static final int DEPTH_MAX = 16;

    private HubReason() {}

    /** The reason, and with TLS what to look at. */
    public static String of(Throwable failure) {
        Throwable deepest = failure;
        boolean tls = failure instanceof SSLException;
        for (int i = 0; i < DEPTH_MAX && deepest.getCause() != null; i++) {
            deepest = deepest.getCause();
            tls |= deepest instanceof SSLException;
        }
        return tls || deepest instanceof CertificateException ? ofTls(deepest) : Reason.of(failure);
    }

    private static String ofTls(Throwable deepest) {
        String words = CLASS_NAME.matcher(Reason.of(deepest)).replaceAll("");
        if (deepest instanceof CertificateExpiredException || deepest instanceof CertificateNotYetValidException) {
            return "the hub's certificate is not valid at this time (" + words + "): check the clock of this machine";
        }
        if (deepest instanceof CertPathBuilderException || deepest instanceof CertPathValidatorException) {
            return "the hub's certificate is not trusted (" + words + "): name who signed it with HUB_CA_FILE";
        }
        if (deepest instanceof CertificateException) {
            return "the hub's certificate is for another host (" + words + "): check the URL of the hub";
        }
        Matcher alert = CLIENT_ALERT.matcher(words);
        return alert.find()
                ? "the hub does not take this locker's certificate (" + alert.group(1)
                        + "): check HUB_CLIENT_CERT and HUB_CLIENT_KEY"
                : "TLS failed: " + words;
    }
}
