package ghosthunter.hub.feed;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.entity.AudienceRule;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.codecs.entity.EntityType;
import ghosthunter.codecs.entity.MappedTable;
import ghosthunter.codecs.settings.Settings.SettingsException;
import ghosthunter.hub.postgres.DatabaseUrl;
import java.sql.Array;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether the tables that the catalog maps can be followed, each refusal with its remedy. Blocks; of one thread. */
public final class MappingCheck {
    /** Tenants whose rows are here; the second column: whether they are elsewhere. */
    private static final String TENANTS = "SELECT id, own_database FROM tenant ORDER BY id";

    private static final String STREAMS = """
            SELECT current_setting('wal_level') = 'logical' AND (r.rolsuper OR r.rolreplication)
            FROM pg_roles r
            WHERE r.rolname = current_user
            """;

    private static final String TABLE = """
            SELECT c.oid::bigint AS oid, c.relkind::text AS kind, c.relpersistence::text AS persistence,
                   c.relreplident::text AS identity, c.relhassubclass AND c.relkind = 'r' AS inherited,
                   n.nspname = current_schema() AS ours, pg_has_role(c.relowner, 'USAGE') AS owned,
                   pg_get_userbyid(c.relowner) AS owner,
                   has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') AS readable,
                   row_security_active(c.oid) AS hidden
            FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relname = ? AND c.relkind NOT IN ('i', 'I', 'S', 't', 'c')
            """;

    private static final String COLUMNS = """
            SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type
            FROM pg_attribute a
            WHERE a.attrelid = ? AND a.attnum > 0 AND NOT a.attisdropped
            """;

    /** Indexes by which each row is another one; the primary key first. */
    private static final String KEYS = """
            SELECT i.indisprimary AS main, i.indisreplident AS chosen,
                   array_agg(a.attname::text ORDER BY k.number) AS columns
            FROM pg_index i
            CROSS JOIN unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attribute, number)
            JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attribute
            WHERE i.indrelid = ? AND i.indisunique AND i.indimmediate AND i.indisvalid AND i.indpred IS NULL
              AND i.indexprs IS NULL AND k.number <= i.indnkeyatts
            GROUP BY i.indexrelid, i.indisprimary, i.indisreplident
            HAVING bool_and(a.attnotnull)
            ORDER BY i.indisprimary DESC, i.indexrelid
            """;

    private final Session session;
    private final boolean streams;

    /** @param streams whether changes are read from the log, and not polled for */
    private MappingCheck(Session session, boolean streams) {
        this.session = session;
        this.streams = streams;
    }

    /**
     * What became of one table.
     *
     * @param relation {@link Mapping#relation}
     * @param mapping null where it cannot be followed
     * @param refusal why not, and what to do about it; empty where it can
     */
    record Checked(String relation, @Nullable Mapping mapping, String refusal) {}

    private record Facts(
            long oid,
            String kind,
            String persistence,
            String identity,
            boolean inherited,
            boolean ours,
            boolean owned,
            String owner,
            boolean readable,
            boolean hidden) {}

    private record Key(boolean main, boolean chosen, List<String> columns) {}

    /**
     * Looks at all of them, before anything is served.
     *
     * @param owner whose database it is; null: the one that tenants share
     * @throws SettingsException with every table that cannot be followed
     */
    public static void require(DatabaseUrl url, EntityCatalog catalog, @Nullable TenantId owner, FeedMode mode) {
        if (catalog.types().stream().noneMatch(type -> type.table() != null)) {
            return;
        }
        try (Session session = Session.open(url)) {
            List<String> refusals = all(session, mode, catalog, owner).stream()
                    .map(Checked::refusal)
                    .filter(refusal -> !refusal.isEmpty())
                    .toList();
            if (!refusals.isEmpty()) {
                throw new SettingsException(refusals);
            }
        } catch (SQLException e) {
            throw new SettingsException(
                    List.of("entities: the tables of " + url + " cannot be looked at: " + e.getMessage()));
        }
    }

    /** Every table that the catalog maps in this database. */
    static List<Checked> all(Session session, FeedMode mode, EntityCatalog catalog, @Nullable TenantId owner)
            throws SQLException {
        boolean streams = mode != FeedMode.POLL && "t".equals(session.text(STREAMS));
        MappingCheck check = new MappingCheck(session, streams);
        Map<TenantId, Boolean> elsewhere =
                session.all(TENANTS, row -> Map.entry(new TenantId(row.getString(1)), row.getBoolean(2))).stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new));
        Set<String> seen = new HashSet<>();
        List<Checked> all = new ArrayList<>();
        for (EntityType type : catalog.types()) {
            MappedTable table = type.table();
            if (table == null) {
                continue;
            }
            if (owner == null && table.tenant() != null && !elsewhere.containsKey(table.tenant())) {
                all.add(refused(
                        type,
                        table.tenant(),
                        "is of a tenant that is not there; run: hub.jar tenant add " + table.tenant()));
            }
            for (Map.Entry<TenantId, Boolean> tenant : elsewhere.entrySet()) {
                boolean here = owner == null ? !tenant.getValue() : owner.equals(tenant.getKey());
                if (here && table.isOf(tenant.getKey())) {
                    check.one(type, table, tenant.getKey(), seen).ifPresent(all::add);
                }
            }
        }
        return all;
    }

    private static Checked refused(EntityType type, TenantId tenant, String reason) {
        String relation = Objects.requireNonNull(type.table()).relationOf(tenant);
        return new Checked(relation, null, "entities." + type.name() + ".table: " + relation + " " + reason);
    }

    private Optional<Checked> one(EntityType type, MappedTable table, TenantId tenant, Set<String> seen)
            throws SQLException {
        Facts facts = session.first(TABLE, MappingCheck::facts, table.schemaOf(tenant), table.name());
        if (facts == null) {
            return table.tenant() == null
                    ? Optional.empty() // Not every tenant has one.
                    : Optional.of(refused(type, tenant, "is not there; make it, or correct the name"));
        }
        String refusal = seen.add(table.relationOf(tenant)) ? refusal(facts) : "is mapped twice";
        if (refusal != null) {
            return Optional.of(refused(type, tenant, refusal));
        }
        Map<String, String> columns =
                session.all(COLUMNS, row -> Map.entry(row.getString(1), row.getString(2)), facts.oid()).stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        List<String> unknown = named(type, table).stream()
                .filter(column -> !columns.containsKey(column))
                .distinct()
                .toList();
        if (!unknown.isEmpty()) {
            return Optional.of(refused(type, tenant, "has no column " + String.join(", ", unknown)));
        }
        return Optional.of(keyed(type, table, tenant, facts, columns));
    }

    private Checked keyed(EntityType type, MappedTable table, TenantId tenant, Facts facts, Map<String, String> columns)
            throws SQLException {
        List<Key> keys = session.all(KEYS, MappingCheck::key, facts.oid()).stream()
                .filter(key -> switch (facts.identity()) {
                    case "d" -> key.main();
                    case "i" -> key.chosen();
                    default -> true;
                })
                .toList();
        if (keys.isEmpty() || facts.identity().equals("n")) {
            return refused(
                    type,
                    tenant,
                    "has neither a primary key nor another replica identity with a unique index, so nobody could tell which row"
                            + " was changed; run: ALTER TABLE … ADD PRIMARY KEY (…), or ALTER TABLE … REPLICA IDENTITY USING"
                            + " INDEX … with a unique index over columns that are NOT NULL");
        }
        Optional<Key> fits = keys.stream()
                .filter(key ->
                        table.key().isEmpty() || Set.copyOf(key.columns()).equals(Set.copyOf(table.key())))
                .findFirst();
        if (fits.isEmpty()) {
            return refused(
                    type,
                    tenant,
                    "has no such key as table.key says; the log tells rows apart by "
                            + keys.stream()
                                    .map(key -> String.join(", ", key.columns()))
                                    .collect(Collectors.joining(" or by ")));
        }
        List<String> names = table.key().isEmpty() ? fits.get().columns() : table.key();
        List<Mapping.Column> key = names.stream()
                .map(name -> new Mapping.Column(name, String.valueOf(columns.get(name))))
                .toList();
        return new Checked(table.relationOf(tenant), Mapping.of(type, table, tenant, key), "");
    }

    private @Nullable String refusal(Facts facts) {
        if (!facts.kind().equals("r") && !facts.kind().equals("p")) {
            return "is no table but a view or the like; map the table behind it, with table.columns";
        }
        if (facts.ours()) {
            return "is in the schema of the hub itself; move it to one of its own";
        }
        if (!facts.readable()) {
            return "cannot be read by the hub; run: GRANT USAGE ON SCHEMA …, GRANT SELECT ON TABLE …";
        }
        if (facts.hidden()) {
            return "hides rows from the hub by row security; let the hub's user own it, or be exempt";
        }
        if (facts.inherited()) {
            return "has tables that inherit from it; map them one by one, or partition it";
        }
        if (streams && !facts.persistence().equals("p")) {
            return "is unlogged or temporary, so its changes are in no log; run: ALTER TABLE … SET LOGGED";
        }
        return streams && !facts.owned()
                ? "belongs to the role " + facts.owner()
                        + ", and only its owner may have its changes published; let an administrator run: GRANT \""
                        + facts.owner() + "\" TO the hub's user, or set feed.mode to poll"
                : null;
    }

    /** The columns that the catalog speaks of. */
    private static List<String> named(EntityType type, MappedTable table) {
        List<String> named = new ArrayList<>(table.key());
        named.addAll(table.columns());
        AudienceRule audience = type.audience();
        if (audience.kind() == AudienceRule.Kind.DEVICE_OF_FIELD
                || audience.kind() == AudienceRule.Kind.GROUP_OF_FIELD) {
            named.add(audience.operand());
        }
        return named;
    }

    private static Facts facts(java.sql.ResultSet row) throws SQLException {
        return new Facts(
                row.getLong("oid"),
                row.getString("kind"),
                row.getString("persistence"),
                row.getString("identity"),
                row.getBoolean("inherited"),
                row.getBoolean("ours"),
                row.getBoolean("owned"),
                row.getString("owner"),
                row.getBoolean("readable"),
                row.getBoolean("hidden"));
    }

    private static Key key(java.sql.ResultSet row) throws SQLException {
        Array columns = row.getArray("columns");
        return new Key(row.getBoolean("main"), row.getBoolean("chosen"), List.of((String[]) columns.getArray()));
    }
}
