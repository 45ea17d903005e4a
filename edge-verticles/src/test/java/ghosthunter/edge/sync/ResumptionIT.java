package ghosthunter.edge.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ghosthunter.edge.enroll.HubAddress;
import io.vertx.core.net.KeyCertOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS of a device that connects anew at each wake-up. A hub shows its certificate only where no session is resumed. */
class ResumptionIT extends SyncOverSockets {
    private static final String PASSWORD = "changeit";
    private static final String ALIAS = "hub";

    @TempDir
    private Path directory;

    private final AtomicInteger shown = new AtomicInteger();
    private @Nullable Path trusted;

    @Test
    void theSecondWakeUpResumesTheSessionOfTheFirst() {
        // Given
        deploy(true);
        await().until(() -> hub.requests() == 1 && hub.open() == 0);
        int shownAtFirst = shown.get();

        // When
        record("first");
        awaitSettled();

        // Then
        assertThat(hub.connections()).isEqualTo(2);
        assertThat(shownAtFirst).isPositive();
        assertThat(shown).hasValue(shownAtFirst);
    }

    @Test
    void everyLaterWakeUpResumesToo() {
        // Given
        deploy(true);
        await().until(() -> hub.requests() == 1 && hub.open() == 0);
        int shownAtFirst = shown.get();

        // When
        for (int wakeUp = 2; wakeUp <= 5; wakeUp++) {
            record("change " + wakeUp);
            awaitSettled();
            await().until(() -> hub.open() == 0);
        }

        // Then
        assertThat(hub.connections()).isEqualTo(5);
        assertThat(shown).hasValue(shownAtFirst);
    }

    @Override
    void prepare(TestHub hub) {
        try {
            KeyStore made = keyStore();
            Path pem = directory.resolve("hub.pem");
            Files.writeString(
                    pem,
                    "-----BEGIN CERTIFICATE-----\n"
                            + Base64.getMimeEncoder()
                                    .encodeToString(made.getCertificate(ALIAS).getEncoded())
                            + "\n-----END CERTIFICATE-----\n");
            trusted = pem;
            hub.show(KeyCertOptions.wrap(new Counted(
                    (X509Certificate) made.getCertificate(ALIAS),
                    (PrivateKey) made.getKey(ALIAS, PASSWORD.toCharArray()),
                    shown)));
        } catch (Exception e) {
            throw new AssertionError("no certificate", e);
        }
    }

    @Override
    HubAddress address() {
        return new HubAddress(hub.url(), trusted, null);
    }

    private KeyStore keyStore() throws Exception {
        Path store = directory.resolve("hub.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process = new ProcessBuilder((keytool + " -genkeypair -alias " + ALIAS + " -keyalg EC -dname CN=hub"
                                + " -ext san=ip:127.0.0.1 -validity 2 -storetype PKCS12 -storepass " + PASSWORD
                                + " -keystore " + store)
                        .split(" "))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    }

    /** One certificate, and how often it was asked for. */
    private static final class Counted extends X509ExtendedKeyManager {
        private final X509Certificate certificate;
        private final PrivateKey key;
        private final AtomicInteger shown;

        Counted(X509Certificate certificate, PrivateKey key, AtomicInteger shown) {
            this.certificate = certificate;
            this.key = key;
            this.shown = shown;
        }

        @Override
        public String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            shown.incrementAndGet();
            return new X509Certificate[] {certificate};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }

        @Override
        public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] keyTypes, Principal @Nullable [] issuers, java.net.@Nullable Socket socket) {
            return null;
        }

        @Override
        public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseServerAlias(
                String keyType, Principal @Nullable [] issuers, java.net.@Nullable Socket socket) {
            return ALIAS;
        }
    }
}
