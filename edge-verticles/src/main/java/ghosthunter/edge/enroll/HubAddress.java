package ghosthunter.edge.enroll;

import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where the hub is.
 *
 * @param url its URL, {@code http} or {@code https}, without the path of an endpoint; a prefix of a path is kept
 * @param caFile certificates (PEM) to trust in place of the platform's, or null
 * @param shown what this device shows to a hub, or a proxy before it, that asks for the certificates of clients, or null
 */
public record HubAddress(
        URI url, @Nullable Path caFile, @Nullable Certificate shown) {
    /** How long a connection may take to come about, TLS excluded. */
    public static final int CONNECT_MS_MAX = 10_000;

    /** Batches that follow each other share the connection; an idle radio holds none. */
    private static final int KEEP_ALIVE_S = 2;

    /**
     * A certificate of this device for TLS; who it is stands in what it signs.
     *
     * @param cert with those between it and the root, PEM
     * @param key its private key, PEM
     */
    public record Certificate(Path cert, Path key) {}

    /** An address that the platform's certificates vouch for. */
    public HubAddress(URI url) {
        this(url, null, null);
    }

    /** The URL of an endpoint of the hub. */
    public String endpoint(String path) {
        String text = url.toString();
        return (text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + path;
    }

    /** What a client for this hub needs. */
    public HttpClientOptions clientOptions() {
        HttpClientOptions options =
                new HttpClientOptions().setKeepAliveTimeout(KEEP_ALIVE_S).setDecompressionSupported(true);
        trusting(options);
        return options;
    }

    /** What a client of WebSockets for this hub needs. */
    public WebSocketClientOptions webSocketOptions() {
        WebSocketClientOptions options = new WebSocketClientOptions();
        trusting(options);
        return options;
    }

    private void trusting(ClientOptionsBase options) {
        options.setConnectTimeout(CONNECT_MS_MAX)
                .setSsl("https".equals(String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT)));
        if (caFile != null) {
            options.setTrustOptions(new PemTrustOptions().addCertPath(caFile.toString()));
        }
        if (shown != null) {
            options.setKeyCertOptions(new PemKeyCertOptions()
                    .addCertPath(shown.cert().toString())
                    .addKeyPath(shown.key().toString()));
        }
    }
}
