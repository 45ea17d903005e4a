package ghosthunter.hub.tls;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The hub's own TLS.
 *
 * @param cert the certificate and those between it and the root, PEM
 * @param key its private key, PEM
 * @param clientCa who signs the certificates of clients, PEM; null: clients need none
 * @param reloadMs how often the files are looked at, milliseconds
 */
public record TlsSettings(Path cert, Path key, @Nullable Path clientCa, long reloadMs) {}
