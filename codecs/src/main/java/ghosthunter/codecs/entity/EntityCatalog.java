package ghosthunter.codecs.entity;

import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.settings.Settings;
import ghosthunter.codecs.settings.SettingsReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The entity types that a hub and its devices agree on, and the lane of every type. All changes of one type are in one lane,
 * so that changes of one key never overtake each other. Immutable, for any thread.
 */
public final class EntityCatalog {
    private static final Map<String, Lane> CORE_LANES = Map.of(
            EntityTypes.PACKAGE, Lane.CRITICAL,
            EntityTypes.EPOCH, Lane.CRITICAL,
            EntityTypes.COMMAND, Lane.CRITICAL,
            EntityTypes.PICKUP, Lane.CRITICAL,
            EntityTypes.NOTICE, Lane.HIGH);

    /** The types of the core alone. */
    public static final EntityCatalog BUILT_IN = new EntityCatalog(List.of());

    private final Map<String, EntityType> types;

    /**
     * Makes one.
     *
     * @throws IllegalArgumentException if a type has a name of the core, or two have the same
     */
    public EntityCatalog(Collection<EntityType> declared) {
        Map<String, EntityType> byName = new LinkedHashMap<>();
        for (EntityType type : declared) {
            if (isOfCore(type.name()) || byName.put(type.name(), type) != null) {
                throw new IllegalArgumentException("type '" + type.name() + "' is there already");
            }
        }
        this.types = Map.copyOf(byName);
    }

    /**
     * The catalog that the settings of a hub or a device name with {@code entities_file}; without it the built-in types. What is
     * wrong with the file becomes part of the report of these settings.
     */
    public static EntityCatalog of(SettingsReader settings) {
        String file = settings.textOrNull("entities_file", List.of("ENTITIES_FILE"));
        try {
            return file == null ? BUILT_IN : read(Path.of(file));
        } catch (Settings.SettingsException e) {
            settings.include(e);
            return BUILT_IN;
        }
    }

    /**
     * Reads a file such as {@code conf/entities.yaml}.
     *
     * @throws Settings.SettingsException with everything that is wrong, each with file and path
     */
    public static EntityCatalog read(Path file) {
        return new EntityCatalog(new CatalogReader(file).read());
    }

    static boolean isOfCore(String type) {
        return CORE_LANES.containsKey(type);
    }

    /** What is known of a type; empty for those of the core, whose changes the hub judges by rules of its own. */
    public Optional<EntityType> type(String type) {
        return Optional.ofNullable(types.get(type));
    }

    /** The lane of a type; one that is not known goes by {@link Lane#MEDIUM}. */
    public Lane lane(String type) {
        Lane core = CORE_LANES.get(type);
        return core != null ? core : type(type).map(EntityType::lane).orElse(Lane.MEDIUM);
    }

    /** The declared types, ordered by name. */
    public Collection<EntityType> types() {
        List<EntityType> all = new ArrayList<>(types.values());
        all.sort(java.util.Comparator.comparing(EntityType::name));
        return List.copyOf(all);
    }

    /**
     * The names of the declared types and of some of the core, for a person who named another one.
     *
     * @param ofCore the types of the core that count there
     */
    public String names(Collection<String> ofCore) {
        return Stream.concat(types.keySet().stream(), ofCore.stream()).sorted().collect(Collectors.joining(", "));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EntityCatalog catalog && catalog.types.equals(types);
    }

    @Override
    public int hashCode() {
        return types.hashCode();
    }
}
