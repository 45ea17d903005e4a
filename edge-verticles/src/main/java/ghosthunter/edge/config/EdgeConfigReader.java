package ghosthunter.edge.config;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.codecs.exchange.ExchangeLimits;
import ghosthunter.codecs.exchange.Pull;
import ghosthunter.codecs.locker.CentreSettings;
import ghosthunter.codecs.problem.Reason;
import ghosthunter.codecs.settings.Settings;
import ghosthunter.codecs.settings.SettingsReader;
import ghosthunter.edge.door.DoorSettings;
import ghosthunter.edge.enroll.Enrollment;
import ghosthunter.edge.enroll.HubAddress;
import ghosthunter.edge.enroll.IdentityFiles;
import ghosthunter.edge.sync.SyncPace;
import ghosthunter.edge.trigger.StreamMode;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@link EdgeConfig} from {@code conf/edge.yaml} and the environment. */
public final class EdgeConfigReader {
    /** Read when it is there and no other file was named. */
    public static final Path DEFAULT_FILE = Path.of("conf", "edge.yaml");

    private static final DeviceId DEFAULT_DEVICE = new DeviceId("LOCKER-001");
    private static final URI DEFAULT_HUB = URI.create("http://127.0.0.1:8080");
    private static final int DEFAULT_LOCAL_API_PORT = 8_090;
    private static final int PORT_MAX = 65_535;
    private static final String OLD_ENDPOINT = "/sync";

    private EdgeConfigReader() {}

    /**
     * The settings, and where each came from.
     *
     * @param effective for the log at start, secrets redacted
     */
    public record Read(EdgeConfig config, List<Settings.Effective> effective) {
        public Read {
            effective = List.copyOf(effective);
        }
    }

    /**
     * Reads.
     *
     * @param file the file that was named; empty: {@link #DEFAULT_FILE} if it is there
     * @param hubUrl a hub URL from the command line, which overrides both, or null
     * @throws Settings.SettingsException with everything that is wrong
     */
    public static Read read(Optional<Path> file, Map<String, String> env, @Nullable String hubUrl) {
        Read read = readOnce(file, env, hubUrl);
        URI enrolledAt = isHubSet(read) ? null : enrolledAt(read.config());
        return enrolledAt == null ? read : readOnce(file, env, enrolledAt.toString());
    }

    private static boolean isHubSet(Read read) {
        return read.effective().stream()
                .anyMatch(setting ->
                        setting.key().equals("hub_url") && !setting.source().equals("default"));
    }

    /** Where an enrollment URL led, if this device was enrolled by one. What cannot be read is reported by the exchange. */
    private static @Nullable URI enrolledAt(EdgeConfig config) {
        try {
            return new IdentityFiles(config.database())
                    .enrollment()
                    .map(Enrollment::hubUrl)
                    .orElse(null);
        } catch (IOException e) {
            return null;
        }
    }

    private static Read readOnce(Optional<Path> file, Map<String, String> env, @Nullable String hubUrl) {
        Optional<Path> chosen = file.or(() -> Optional.of(DEFAULT_FILE).filter(Files::exists));
        SettingsReader settings = Settings.read(chosen, withHub(env, hubUrl));
        DeviceId device = device(settings);
        Path database = settings.path("sqlite_path", List.of("SQLITE_PATH"), Path.of("locker.db"));
        HubAddress hub = hub(settings);
        SyncPace pace = pace(settings);
        ExchangeLimits limits = limits(settings);
        long pullBytesMax =
                settings.number("sync.pull_bytes_max", List.of(), EdgeConfig.PULL_BYTES_DEFAULT, 0, Pull.BYTES_MAX);
        int port =
                (int) settings.number("local_api.port", List.of("LOCAL_API_PORT"), DEFAULT_LOCAL_API_PORT, 0, PORT_MAX);
        String batteryFile = settings.textOrNull("battery_file", List.of());
        EntityCatalog entities = EntityCatalog.of(settings);
        StreamMode stream =
                StreamMode.ofWire(settings.choice("stream", List.of(), StreamMode.OFF.wire(), StreamMode.words()));
        DoorSettings doors = doors(settings);
        settings.finish();
        return new Read(
                new EdgeConfig(
                        device,
                        database.toAbsolutePath(),
                        hub,
                        pace,
                        limits,
                        pullBytesMax,
                        port,
                        entities,
                        batteryFile == null ? null : Path.of(batteryFile),
                        stream,
                        doors),
                settings.effective());
    }

    private static Map<String, String> withHub(Map<String, String> env, @Nullable String hubUrl) {
        if (hubUrl == null) {
            return env;
        }
        Map<String, String> overridden = new java.util.HashMap<>(env);
        overridden.put("HUB_URL", hubUrl);
        return overridden;
    }

    private static DeviceId device(SettingsReader settings) {
        String code = settings.text("locker_id", List.of("LOCKER_ID"), DEFAULT_DEVICE.value());
        try {
            return new DeviceId(code);
        } catch (IllegalArgumentException e) {
            settings.require(false, "locker_id", String.valueOf(e.getMessage()));
            return DEFAULT_DEVICE;
        }
    }

    private static HubAddress hub(SettingsReader settings) {
        URI url = withoutOldEndpoint(
                settings.uri("hub_url", List.of("HUB_URL", "SERVER_SYNC_URL"), DEFAULT_HUB, List.of("http", "https")));
        boolean insecure = settings.flag("insecure", List.of("INSECURE_HTTP"), false);
        settings.require(
                "https".equals(url.getScheme()) || insecure || isLoopback(url.getHost()),
                "hub_url",
                "plain http leaves this machine; use https, or allow it by name with INSECURE_HTTP=true (insecure)");
        settings.require(
                url.getRawQuery() == null && url.getRawFragment() == null && url.getRawUserInfo() == null,
                "hub_url",
                "must have no user, query or fragment");
        Path caFile = pem(settings, "ca_file", "HUB_CA_FILE", "CERTIFICATE");
        Path cert = pem(settings, "client_cert", "HUB_CLIENT_CERT", "CERTIFICATE");
        Path key = pem(settings, "client_key", "HUB_CLIENT_KEY", "PRIVATE KEY");
        settings.require((cert == null) == (key == null), "client_key", "goes with client_cert, and that with it");
        return new HubAddress(url, caFile, cert == null || key == null ? null : new HubAddress.Certificate(cert, key));
    }

    /** A PEM file that somebody else put there, or null. */
    private static @Nullable Path pem(SettingsReader settings, String key, String variable, String label) {
        String name = settings.textOrNull(key, List.of(variable));
        if (name == null) {
            return null;
        }
        Path file = Path.of(name);
        try {
            boolean holds = Files.readString(file, StandardCharsets.ISO_8859_1).contains(label + "-----");
            settings.require(holds, key, file + " holds no " + label + " in PEM");
        } catch (IOException e) {
            settings.require(false, key, file + " cannot be read (" + Reason.of(e) + ")");
        }
        return file;
    }

    /** The old lockers were given the endpoint itself. */
    private static URI withoutOldEndpoint(URI url) {
        String text = url.toString();
        return text.endsWith(OLD_ENDPOINT) ? URI.create(text.substring(0, text.length() - OLD_ENDPOINT.length())) : url;
    }

    private static boolean isLoopback(@Nullable String host) {
        return host != null
                && (host.equals("localhost") || host.matches("127(\\.[0-9]{1,3}){3}") || host.equals("[::1]"));
    }

    /** What opens doors is on this machine: nobody else is to be told which door, and nobody else is to hear it. */
    private static @Nullable DoorSettings doors(SettingsReader settings) {
        String text = settings.textOrNull("doors.url", List.of("DOORS_URL"));
        long waitS = settings.durationS("doors.wait_s", List.of(), 15, 1, 60);
        if (text == null) {
            return null;
        }
        boolean fits = text.matches("http://[^/?#@]+/?") && isLoopback(hostOf(text));
        settings.require(fits, "doors.url", "must be http on this machine, such as http://127.0.0.1:8091");
        return fits ? new DoorSettings(URI.create(text.replaceAll("/$", "")), waitS * 1_000) : null;
    }

    private static @Nullable String hostOf(String url) {
        try {
            return new URI(url).getHost();
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static SyncPace pace(SettingsReader settings) {
        SyncPace standard = SyncPace.DEFAULT;
        long intervalS = settings.durationS(
                "sync.interval_s", List.of("SYNC_INTERVAL_SECONDS"), 30, 1, CentreSettings.INTERVAL_S_MAX);
        long heartbeatS = settings.durationS("sync.heartbeat_s", List.of(), 900, 1, CentreSettings.HEARTBEAT_S_MAX);
        long restS = settings.durationS("sync.rest_s", List.of(), 60, 1, 3_600);
        long exchangeS = settings.durationS("sync.exchange_s_max", List.of(), 30, 1, 600);
        int attempts = (int) settings.number("sync.attempts_max", List.of(), 5, 1, 20);
        long heartbeatMs = Math.max(heartbeatS, intervalS) * 1_000;
        return new SyncPace(
                Math.min(standard.startMsMax(), intervalS * 1_000),
                standard.urgentMsMin(),
                standard.urgentMsMax(),
                intervalS * 1_000,
                heartbeatMs,
                attempts,
                standard.backoffMsBase(),
                standard.backoffMsMax(),
                restS * 1_000,
                Math.min(standard.refusedMs(), heartbeatMs),
                exchangeS * 1_000);
    }

    private static ExchangeLimits limits(SettingsReader settings) {
        ExchangeLimits standard = ExchangeLimits.DEFAULT;
        int changesMax = (int)
                settings.number("sync.batch_changes_max", List.of(), standard.changesMax(), 1, standard.changesMax());
        return new ExchangeLimits(standard.bodyBytesMax(), standard.statementBytesMax(), changesMax);
    }
}
