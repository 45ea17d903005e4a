package ghosthunter.hub.config;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.codecs.entity.EntityType;
import ghosthunter.codecs.settings.SettingsReader;
import ghosthunter.hub.dialect.DialectSettings;
import ghosthunter.hub.dialect.TokenSecret;
import ghosthunter.hub.dialect.agrotour.AgrotourTypes;
import ghosthunter.hub.dialect.cpos.CposDialect;
import ghosthunter.hub.dialect.cpos.CposTypes;
import ghosthunter.hub.dialect.posduif.PosduifSettings;
import ghosthunter.hub.dialect.posduif.PosduifTypes;
import ghosthunter.hub.http.HttpVerticle.Bind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads which dialects are on and how each is served, and knows what their clients sync. */
final class DialectReader {
    private static final int PORT_MAX = 65_535;

    /** What can be allowed by name, each false by itself. */
    private static final Map<String, List<String>> FLAGS = new TreeMap<>(Map.of(
            "ghosthunter",
            List.of(),
            "agrotour",
            List.of("negative_stock"),
            "cpos",
            List.of(CposDialect.OPEN_SETUP, CposDialect.SOCKET_TOKEN),
            "posduif",
            List.of(PosduifSettings.TRUST_USER_HEADER)));

    /** What else can be set. */
    private static final Map<String, List<DialectSettings.NumberKey>> NUMBERS =
            Map.of("posduif", PosduifSettings.NUMBERS);

    /** Whose pages may ask from a browser is a setting, by the name that its environment has. */
    private static final Map<String, String> ORIGINS = Map.of(
            "agrotour", "AGROTOUR_CORS_ORIGINS", "cpos", "CORS_ALLOWED_ORIGINS", "posduif", "POSDUIF_CORS_ORIGINS");

    /** Whose may where nothing is said; else nobody's but the hub's own. */
    private static final Map<String, List<String>> ORIGINS_BY_THEMSELVES = Map.of("posduif", PosduifSettings.ORIGINS);

    private static final Pattern ORIGIN = Pattern.compile("\\*|https?://[^/\\s]+");

    /** What the clients of each sync. */
    private static final Map<String, Function<DialectSettings.One, List<EntityType>>> TYPES =
            Map.of("agrotour", AgrotourTypes::of, "cpos", one -> CposTypes.ALL, "posduif", one -> PosduifTypes.ALL);

    private final SettingsReader settings;
    private final Map<String, DialectSettings.One> on = new LinkedHashMap<>();

    /**
     * Reads.
     *
     * @param host where the hub listens
     * @param port where all listen together
     */
    DialectReader(SettingsReader settings, String host, int port) {
        this.settings = settings;
        Map<Integer, String> takenBy = new HashMap<>(Map.of(port, "http.port"));
        FLAGS.forEach((name, flags) -> {
            DialectSettings.One one = one(name, flags);
            if (isOn(name, host)) {
                on.put(name, one);
                requireFree(name, one.port(), takenBy);
            }
        });
    }

    /** Two at one port would each be asked what the other is meant to answer; 0 is another one for each. */
    private void requireFree(String name, @Nullable Integer port, Map<Integer, String> takenBy) {
        String key = name + ".port";
        String other = port == null || port == 0 ? null : takenBy.putIfAbsent(port, key);
        settings.require(other == null, key, port + " is also " + other + "; set one of the two to another");
    }

    DialectSettings settings() {
        return new DialectSettings(on);
    }

    /** The types of a catalog and of the dialects that are on. */
    EntityCatalog with(EntityCatalog catalog) {
        List<EntityType> all = new ArrayList<>(catalog.types());
        on.forEach((name, one) ->
                all.addAll(TYPES.getOrDefault(name, none -> List.of()).apply(one)));
        try {
            return new EntityCatalog(all);
        } catch (IllegalArgumentException e) {
            settings.require(false, "entities_file", e.getMessage() + "; a dialect that is on has it");
            return catalog;
        }
    }

    /** By itself only on loopback: it stands for clients that were not made to be reached from elsewhere. */
    private boolean isOn(String name, String host) {
        String word = settings.choice("dialects." + name, List.of(), "loopback", List.of("loopback", "true", "false"));
        return word.equals("loopback") ? Bind.isLoopback(host) : Boolean.parseBoolean(word);
    }

    private DialectSettings.One one(String name, List<String> flags) {
        if (name.equals("ghosthunter")) {
            return DialectSettings.One.DEFAULT;
        }
        Set<String> allowed = new HashSet<>();
        flags.stream()
                .filter(flag -> settings.flag(name + "." + flag, List.of(), false))
                .forEach(allowed::add);
        return new DialectSettings.One(tenant(name), port(name), secret(name), origins(name), allowed, numbers(name));
    }

    private Map<String, Long> numbers(String name) {
        Map<String, Long> numbers = new HashMap<>();
        for (DialectSettings.NumberKey number : NUMBERS.getOrDefault(name, List.of())) {
            String key = name + "." + number.name();
            numbers.put(number.name(), settings.number(key, List.of(), number.byItself(), number.min(), number.max()));
        }
        return numbers;
    }

    private @Nullable TokenSecret secret(String name) {
        String key = name + ".jwt_secret_file";
        String file = settings.textOrNull(key, List.of());
        if (file == null) {
            return null;
        }
        try {
            return TokenSecret.of(Files.readString(Path.of(file)));
        } catch (NoSuchFileException e) {
            settings.require(false, key, "there is no file " + file);
        } catch (IOException | InvalidPathException e) {
            settings.require(false, key, file + " cannot be read: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            settings.require(false, key, file + ": " + e.getMessage());
        }
        return null;
    }

    private Set<String> origins(String name) {
        String environment = ORIGINS.get(name);
        if (environment == null) {
            return Set.of();
        }
        String key = name + ".cors_origins";
        List<String> origins =
                settings.texts(key, List.of(environment), ORIGINS_BY_THEMSELVES.getOrDefault(name, List.of()));
        settings.require(
                origins.stream().allMatch(origin -> ORIGIN.matcher(origin).matches()),
                key,
                "must be origins such as https://shop.example, or *");
        return Set.copyOf(origins);
    }

    private TenantId tenant(String name) {
        String key = name + ".tenant";
        String text = settings.text(key, List.of(), TenantId.DEFAULT.value());
        try {
            return new TenantId(text);
        } catch (IllegalArgumentException e) {
            settings.require(false, key, String.valueOf(e.getMessage()));
            return TenantId.DEFAULT;
        }
    }

    private @Nullable Integer port(String name) {
        String key = name + ".port";
        return Optional.ofNullable(settings.textOrNull(key, List.of()))
                .map(text -> (int) settings.number(key, List.of(), 0, 0, PORT_MAX))
                .orElse(null);
    }
}
