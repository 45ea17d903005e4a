package ghosthunter.hub.config;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.codecs.settings.Settings;
import ghosthunter.codecs.settings.SettingsReader;
import ghosthunter.hub.device.Gate;
import ghosthunter.hub.device.LockerLimits;
import ghosthunter.hub.feed.FeedMode;
import ghosthunter.hub.http.HttpLimits;
import ghosthunter.hub.http.HttpVerticle.Bind;
import ghosthunter.hub.operator.OperatorSettings;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.EmbeddedSettings;
import ghosthunter.hub.realtime.PresenceSettings;
import ghosthunter.hub.realtime.StreamLimits;
import ghosthunter.hub.tls.TlsSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads {@link HubConfig} from {@code conf/hub.yaml} and the environment. */
public final class HubConfigReader {
    /** Read when it is there and no other file was named. */
    public static final Path DEFAULT_FILE = Path.of("conf", "hub.yaml");

    private static final int PORT_MAX = 65_535;
    private static final long MIB = 1L << 20;

    private final SettingsReader settings;

    private HubConfigReader(SettingsReader settings) {
        this.settings = settings;
    }

    /**
     * The settings, and where each came from.
     *
     * @param effective for the log at start, secrets redacted
     */
    public record Read(HubConfig config, List<Settings.Effective> effective) {
        public Read {
            effective = List.copyOf(effective);
        }
    }

    /**
     * Reads.
     *
     * @param file the file that was named; empty: {@link #DEFAULT_FILE} if it is there, else defaults alone
     * @throws Settings.SettingsException with everything that is wrong
     */
    public static Read read(Optional<Path> file, Map<String, String> env) {
        Optional<Path> chosen = file.or(() -> Optional.of(DEFAULT_FILE).filter(Files::exists));
        return new HubConfigReader(Settings.read(chosen, env)).read();
    }

    private Read read() {
        Supplier<HubConfig> config = values();
        settings.finish();
        return new Read(config.get(), settings.effective());
    }

    /** Reads everything; records that check themselves are made of it only when all is known to be right. */
    private Supplier<HubConfig> values() {
        TlsSettings tls = tls();
        String host = host(tls != null);
        int port = number("http.port", List.of("PORT"), 8080, 0, PORT_MAX);
        long drainMs = ms("http.drain_s", 15, 1, 600);
        Supplier<HttpLimits> http = new HttpLimitsReader(settings).read();
        Gate.Limits gate = gate();
        long commitMs = ms("locker.commit_s_max", 10, 1, 600);
        long idleMs = ms("locker.idle_s", 600, 1, 86_400);
        HubConfig.Custody custody = custody();
        Path dataDir = settings.path("data_dir", List.of("DATA_DIR"), Path.of("data"));
        DatabaseUrl url = databaseUrl("database.url", List.of("DATABASE_URL"));
        int pool = number("database.connections_max", List.of(), 8, 2, 200);
        long versionsKeptS = settings.durationS(
                "feed.versions_kept_s", List.of(), 0, 0, Duration.ofDays(36_500).toSeconds());
        FeedMode feed =
                FeedMode.valueOf(settings.choice("feed.mode", List.of(), "auto", List.of("auto", "stream", "poll"))
                        .toUpperCase(Locale.ROOT));
        Supplier<EmbeddedSettings> embedded = embedded(dataDir);
        DialectReader dialects = new DialectReader(settings, host, port);
        Map<TenantId, DatabaseUrl> ofTenants = databasesOfTenants();
        URI publicUrl = publicUrl();
        Supplier<OperatorSettings> operators = new OperatorSettingsReader(settings).read();
        EntityCatalog entities = dialects.with(EntityCatalog.of(settings));
        RealtimeReader realtime = new RealtimeReader(settings);
        Supplier<StreamLimits> streams = realtime.streams();
        Supplier<PresenceSettings> presence = realtime.presence();
        return () -> new HubConfig(
                new Bind(host, port, drainMs, tls),
                http.get(),
                gate,
                new LockerLimits(LockerLimits.DEFAULT.mailboxMax(), commitMs, 2 * commitMs, idleMs),
                custody,
                new HubConfig.Database(url, pool, embedded.get(), ofTenants, feed, versionsKeptS),
                dataDir.toAbsolutePath().normalize(),
                dialects.settings(),
                operators.get(),
                entities,
                publicUrl,
                new HubConfig.Realtime(streams.get(), presence.get()));
    }

    private @Nullable URI publicUrl() {
        String text = settings.textOrNull("public_url", List.of("PUBLIC_URL"));
        try {
            URI url = text == null ? null : new URI(text);
            boolean good = url == null
                    || (List.of("http", "https").contains(url.getScheme())
                            && url.getHost() != null
                            && url.getRawQuery() == null
                            && url.getRawFragment() == null);
            settings.require(good, "public_url", "must be http or https and a host, perhaps a port and a path");
            return url;
        } catch (URISyntaxException e) {
            settings.require(false, "public_url", "is not a URL");
            return null;
        }
    }

    /** Both or none: a certificate without its key is a mistake, not a wish for plain HTTP. */
    private @Nullable TlsSettings tls() {
        String cert = settings.textOrNull("http.tls.cert", List.of("TLS_CERT"));
        String key = settings.textOrNull("http.tls.key", List.of("TLS_KEY"));
        String clientCa = settings.textOrNull("http.tls.client_ca", List.of("TLS_CLIENT_CA"));
        long reloadMs = ms("http.tls.reload_s", 10, 1, 86_400);
        settings.require((cert == null) == (key == null), "http.tls", "cert and key belong together: set both or none");
        settings.require(
                clientCa == null || cert != null, "http.tls.client_ca", "needs http.tls.cert and http.tls.key");
        if (cert == null || key == null) {
            return null;
        }
        return new TlsSettings(Path.of(cert), Path.of(key), clientCa == null ? null : Path.of(clientCa), reloadMs);
    }

    private String host(boolean tls) {
        String host = settings.text("http.host", List.of("HOST"), "127.0.0.1");
        boolean insecure = settings.flag("http.insecure", List.of("INSECURE_HTTP"), false);
        settings.require(
                tls || insecure || Bind.isLoopback(host),
                "http.host",
                "plain http leaves this machine; set http.tls.cert and http.tls.key, or put a proxy with TLS before the"
                        + " hub, or set 'http.insecure: true' (INSECURE_HTTP=true) to allow it by name");
        return host;
    }

    private Gate.Limits gate() {
        int device = number("limits.device_in_flight_max", List.of(), 4, 1, 64);
        int rate = number("limits.device_requests_per_min_max", List.of(), 1_200, 10, 1_000_000);
        int node = number("limits.node_in_flight_max", List.of(), 4_096, 64, 1_000_000);
        long nodeBytes = settings.bytes("limits.node_bytes_max", List.of(), 256 * MIB, 64 * MIB, 64 * 1_024 * MIB);
        long waitS = settings.durationS("limits.wait_s_max", List.of(), 2, 1, 60);
        return new Gate.Limits(device, rate, node, nodeBytes, 1_000 * waitS);
    }

    private HubConfig.Custody custody() {
        long horizonMs = ms("custody.restore_horizon_s", 7 * 86_400, 0, 366 * 86_400);
        int driftPpm = number("custody.drift_ppm", List.of(), 500, 1, 10_000);
        int hubErrorMs = number("custody.clock_error_ms", List.of(), 100, 0, 60_000);
        return new HubConfig.Custody(horizonMs, driftPpm, hubErrorMs);
    }

    /** The report must not show a password, and a parser's own message about it does not either. */
    private @Nullable DatabaseUrl databaseUrl(String key, List<String> env) {
        String text = settings.secretOrNull(key, env);
        try {
            return text == null ? null : DatabaseUrl.parse(text);
        } catch (IllegalArgumentException e) {
            settings.require(false, key, String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** {@code tenants: NAME: database: URL}. */
    private Map<TenantId, DatabaseUrl> databasesOfTenants() {
        Map<TenantId, DatabaseUrl> found = new TreeMap<>();
        for (String name : settings.namesBetween("tenants.", ".database")) {
            String key = "tenants." + name + ".database";
            DatabaseUrl url = databaseUrl(key, List.of());
            try {
                TenantId tenant = new TenantId(name);
                if (url != null) {
                    found.put(tenant, url);
                }
            } catch (IllegalArgumentException e) {
                settings.require(false, key, String.valueOf(e.getMessage()));
            }
        }
        return found;
    }

    private Supplier<EmbeddedSettings> embedded(Path dataDir) {
        int port = number(
                "embedded_postgres.port",
                List.of("EMBEDDED_POSTGRES_PORT"),
                EmbeddedSettings.PORT_DEFAULT,
                0,
                PORT_MAX);
        int buffers = (int) (settings.bytes(
                        "embedded_postgres.shared_buffers_bytes", List.of(), 128 * MIB, 16 * MIB, 64 * 1_024 * MIB)
                / MIB);
        int connections = number("embedded_postgres.connections_max", List.of(), 60, 20, 1_000);
        long startMs = ms("embedded_postgres.start_s_max", 120, 5, 3_600);
        long stopMs = ms("embedded_postgres.stop_s_max", 60, 5, 3_600);
        Path programs = settings.path(
                "embedded_postgres.program_dir",
                List.of("EMBEDDED_POSTGRES_PROGRAM_DIR"),
                dataDir.resolve("postgres-programs"));
        return () -> new EmbeddedSettings(
                dataDir, programs, port, buffers, connections, Duration.ofMillis(startMs), Duration.ofMillis(stopMs));
    }

    private int number(String key, List<String> env, int defaultValue, int min, int max) {
        return (int) settings.number(key, env, defaultValue, min, max);
    }

    private long ms(String key, long defaultS, long minS, long maxS) {
        return settings.durationS(key, List.of(), defaultS, minS, maxS) * 1_000;
    }
}
