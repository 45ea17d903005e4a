package ghosthunter.codecs.entity;

import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.entity.EntityType.Fields;
import ghosthunter.codecs.settings.Settings;
import ghosthunter.codecs.settings.SettingsReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the entity types of one file. Every mistake is noted, and all are reported together. */
final class CatalogReader {
    private static final List<String> KEYS =
            List.of("policy", "lane", "audience", "rules", "schema", "negative", "table.name");
    private static final int PERCENT_MAX = 100;

    private final Path file;
    private final SettingsReader settings;

    CatalogReader(Path file) {
        this.file = file;
        this.settings = Settings.read(Optional.of(file), Map.of());
    }

    List<EntityType> read() {
        long confidence = percent("confidence_percent", Math.round(PERCENT_MAX * EntityType.CONFIDENCE_MIN_DEFAULT));
        List<EntityType> types = new ArrayList<>();
        for (String name : names()) {
            types.add(type(name, "entities." + name + ".", confidence));
        }
        settings.finish();
        return types;
    }

    /** A type is there if any of its keys is, so that a missing policy is said to be missing. */
    private Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (String key : KEYS) {
            settings.namesBetween("entities.", "." + key).stream()
                    .filter(name -> name.indexOf('.') < 0)
                    .forEach(names::add);
        }
        return names;
    }

    private EntityType type(String name, String at, long confidence) {
        require(
                EntityTypes.GRAMMAR.matcher(name).matches(),
                at + "policy",
                "the name of a type must match " + EntityTypes.GRAMMAR);
        require(!EntityCatalog.isOfCore(name), at + "policy", "'" + name + "' is a type of the product itself");
        PolicyName policy = policy(at);
        AudienceRule audience = audience(at + "audience");
        EntitySchema schema = schema(at + "schema");
        MappedTable table = table(at + "table.");
        if (table != null) {
            require(policy == PolicyName.CENTRAL_WINS, at + "policy", "of a type with a table must be central-wins");
            require(
                    audience.kind() != AudienceRule.Kind.WRITER,
                    at + "audience",
                    "of a type with a table cannot be device: no device writes it");
            require(schema == null, at + "schema", "a type with a table has no schema: its table says what is in it");
        }
        Fields fields = fields(at + "fields.");
        require(policy != PolicyName.MAX || !fields.max().isEmpty(), at + "fields.max", "policy max needs its fields");
        return new EntityType(
                name,
                Lane.ofWire(
                        settings.choice(at + "lane", List.of(), Lane.MEDIUM.wire(), words(Lane.values(), Lane::wire))),
                policy,
                audience,
                rules(at + "rules"),
                fields,
                settings.flag(at + "negative", List.of(), false),
                percent(at + "confidence_percent", confidence) / (double) PERCENT_MAX,
                schema,
                table);
    }

    private PolicyName policy(String at) {
        List<String> words = words(PolicyName.values(), PolicyName::word);
        String word = settings.textOrNull(at + "policy", List.of());
        require(words.contains(word), at + "policy", "must be one of " + String.join(", ", words));
        return named(PolicyName.values(), PolicyName::word, word).orElse(PolicyName.MANUAL);
    }

    private AudienceRule audience(String key) {
        try {
            return AudienceRule.parse(settings.text(key, List.of(), "all"));
        } catch (IllegalArgumentException e) {
            require(false, key, String.valueOf(e.getMessage()));
            return AudienceRule.parse("all");
        }
    }

    private List<RuleName> rules(String key) {
        List<RuleName> rules = new ArrayList<>();
        for (String word : settings.texts(key, List.of(), List.of())) {
            Optional<RuleName> rule = named(RuleName.values(), RuleName::word, word);
            require(
                    rule.isPresent(),
                    key,
                    "'" + word + "' is none of " + String.join(", ", words(RuleName.values(), RuleName::word)));
            rule.ifPresent(rules::add);
        }
        return rules;
    }

    private Fields fields(String at) {
        return new Fields(
                settings.texts(at + "max", List.of(), Fields.NONE.max()),
                settings.texts(at + "central", List.of(), Fields.NONE.central()),
                settings.texts(at + "terminal", List.of(), Fields.NONE.terminal()),
                settings.text(at + "count", List.of(), Fields.NONE.count()),
                settings.text(at + "payment", List.of(), Fields.NONE.payment()),
                settings.text(at + "reason", List.of(), Fields.NONE.reason()));
    }

    private @Nullable EntitySchema schema(String key) {
        String name = settings.textOrNull(key, List.of());
        if (name == null) {
            return null;
        }
        try {
            return EntitySchema.read(file.resolveSibling(name));
        } catch (IllegalArgumentException e) {
            require(false, key, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private @Nullable MappedTable table(String at) {
        String name = settings.textOrNull(at + "name", List.of());
        String tenant = settings.textOrNull(at + "tenant", List.of());
        List<String> key = settings.texts(at + "key", List.of(), List.of());
        List<String> columns = settings.texts(at + "columns", List.of(), List.of());
        require(
                name != null || (tenant == null && key.isEmpty() && columns.isEmpty()),
                at + "name",
                "is missing: SCHEMA.TABLE");
        try {
            return name == null ? null : MappedTable.of(name, tenant, key, columns);
        } catch (IllegalArgumentException e) {
            require(false, at + "name", String.valueOf(e.getMessage()));
            return null;
        }
    }

    private long percent(String key, long defaultPercent) {
        return settings.number(key, List.of(), defaultPercent, 0, PERCENT_MAX);
    }

    private void require(boolean holds, String key, String reason) {
        settings.require(holds, file + ": " + key, reason);
    }

    private static <T> List<String> words(T[] values, Function<T, String> word) {
        return Stream.of(values).map(word).toList();
    }

    private static <T> Optional<T> named(T[] values, Function<T, String> word, @Nullable String wanted) {
        return Arrays.stream(values)
                .filter(value -> word.apply(value).equals(wanted))
                .findFirst();
    }
}
