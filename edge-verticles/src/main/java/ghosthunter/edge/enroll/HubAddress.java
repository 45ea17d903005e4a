package ghosthunter.edge.enroll;

import io.vertx.core.http.HttpClientOptions;
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
 */
public record HubAddress(URI url, @Nullable Path caFile) {
    /** How long a connection may take to come about, TLS excluded. */
    public static final int CONNECT_MS_MAX = 10_000;

    /** Batches that follow each other share the connection; an idle radio holds none. */
    private static final int KEEP_ALIVE_S = 2;

    /** The URL of an endpoint of the hub. */
    public String endpoint(String path) {
        String text = url.toString();
        return (text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + path;
    }

    /** What a client for this hub needs. */
    public HttpClientOptions clientOptions() {
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout(CONNECT_MS_MAX)
                .setKeepAliveTimeout(KEEP_ALIVE_S)
                .setDecompressionSupported(true)
                .setSsl("https".equals(String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT)));
        if (caFile != null) {
            options.setTrustOptions(new PemTrustOptions().addCertPath(caFile.toString()));
        }
        return options;
    }
}
