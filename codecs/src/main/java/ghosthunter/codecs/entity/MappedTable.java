package ghosthunter.codecs.entity;

import ghosthunter.codecs.change.TenantId;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A table of a tenant's own schema whose rows are the entities of a type. It is written there alone: neither devices nor the
 * programs of the centre write such an entity.
 *
 * @param schema its schema; {@value #OF_EACH} in it stands for the name of the tenant
 * @param name its name, as the catalog of PostgreSQL has it
 * @param tenant whose rows they are; null: each tenant has a table of this name in a schema of its own
 * @param key the columns that name an entity; empty: those by which the database tells rows apart
 * @param columns the columns that become fields; empty: all
 */
public record MappedTable(
        String schema, String name, @Nullable TenantId tenant, List<String> key, List<String> columns) {
    private static final String OF_EACH = "{tenant}";
    private static final Pattern QUALIFIED = Pattern.compile("(?<schema>[^.]{1,63})\\.(?<name>[^.]{1,63})");

    public MappedTable {
        key = List.copyOf(key);
        columns = List.copyOf(columns);
    }

    /**
     * Reads it as the catalog of entities has it.
     *
     * @param qualified schema, dot and name
     * @param tenant as the catalog says, or null
     * @throws IllegalArgumentException if it is none; the message goes behind the key
     */
    static MappedTable of(String qualified, @Nullable String tenant, List<String> key, List<String> columns) {
        Matcher parts = QUALIFIED.matcher(qualified);
        if (!parts.matches()) {
            throw new IllegalArgumentException("must be SCHEMA.TABLE");
        }
        String schema = parts.group("schema");
        boolean ofEach = schema.contains(OF_EACH);
        if (ofEach && tenant != null) {
            throw new IllegalArgumentException("names the tenant by {tenant}; leave table.tenant out");
        }
        TenantId of = ofEach ? null : tenant == null ? TenantId.DEFAULT : new TenantId(tenant);
        return new MappedTable(schema, parts.group("name"), of, key, columns);
    }

    /** Whether this tenant has such a table. */
    public boolean isOf(TenantId other) {
        return tenant == null || tenant.equals(other);
    }

    /** The schema in which the table of a tenant is. */
    public String schemaOf(TenantId other) {
        return schema.replace(OF_EACH, other.value());
    }

    /** The table of a tenant: schema, dot and name. */
    public String relationOf(TenantId other) {
        return schemaOf(other) + "." + name;
    }

    @Override
    public String toString() {
        return schema + "." + name;
    }
}
