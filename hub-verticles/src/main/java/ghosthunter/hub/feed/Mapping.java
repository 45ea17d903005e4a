package ghosthunter.hub.feed;

import ghosthunter.codecs.change.ChangeLine;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.entity.AudienceRule;
import ghosthunter.codecs.entity.EntityType;
import ghosthunter.codecs.entity.MappedTable;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table of a tenant's own schema that can be followed, and the statements by which its rows become entities. They write nothing
 * where an entity is what its row says, so they may be repeated; what they write is SQL like anybody's, of which the triggers of
 * {@code entity} make versions.
 *
 * @param relation schema, dot and name, as the log spells them
 * @param table the same, as SQL spells it
 * @param key the columns that name an entity
 * @param compares makes a cursor {@value #CURSOR} over what differs: the entity's key (NULL: the row can be no entity), and the columns
 *     of the row's key as text (NULL: there is no row)
 * @param changes makes entities what the rows of these keys say and counts those that were not; parameters: arrays of texts, keys of
 *     entities (NULL: it follows from the columns) and one for each column of the key
 */
record Mapping(String relation, String table, List<String> key, String compares, String changes) {
    static final String CURSOR = "ghosthunter_compared";

    /** A column of a key and its type, as SQL spells it. */
    record Column(String name, String type) {}

    /** A row whose key or data no change could have is no entity. */
    private static final String ROWS = """
            SELECT CASE WHEN s.key ~ '[^[:space:]]' AND s.key !~ '[[:cntrl:]]' AND length(s.key) <= ${chars}
                         AND octet_length(s.data::text) <= ${bytes}
                   THEN s.key END AS key, ${names}, s.data, s.audience
            FROM (SELECT ${key} AS key, ${columns}, ${data} AS data, ${audience} AS audience FROM ${table} AS t) AS s
            """;

    /** A scan of the table and of the entities of its type. */
    private static final String COMPARES = "DECLARE " + CURSOR + """
             NO SCROLL CURSOR WITH HOLD FOR
            SELECT coalesce(r.key, e.key) AS key, ${texts}
            FROM (${rows}) AS r
            FULL JOIN (SELECT e.key, e.data, e.audience
                       FROM entity e
                       WHERE e.tenant = ${tenant} AND e.type = ${type} AND NOT e.deleted) AS e ON e.key = r.key
            WHERE r.data IS DISTINCT FROM e.data OR r.audience IS DISTINCT FROM e.audience
            """;

    /** By the table's key and entity_pkey. Keys that the index of the table takes for the same may be two entities. */
    private static final String CHANGES = """
            WITH asked AS (
                SELECT DISTINCT ON (1) coalesce(k.key, ${asked}) AS key, ${names}
                FROM unnest(?::text[], ${arrays}) AS k (key, ${names})
            ), stands AS (
                SELECT a.key, r.data, r.audience
                FROM asked a
                LEFT JOIN (${rows}) AS r ON ${same} AND r.key = a.key
            ), written AS (
                INSERT INTO entity AS e (tenant, type, key, version, data, audience, hlc, device, run_from, updated_at)
                SELECT ${tenant}, ${type}, s.key, 1, s.data, s.audience,
                       (extract(epoch FROM clock_timestamp()) * 1000)::bigint << 16, 'hub', 1, now()
                FROM stands s
                LEFT JOIN entity e ON e.tenant = ${tenant} AND e.type = ${type} AND e.key = s.key
                WHERE s.data IS NOT NULL
                  AND (e.deleted IS DISTINCT FROM false OR (e.data, e.audience) IS DISTINCT FROM (s.data, s.audience))
                ORDER BY s.key
                ON CONFLICT (tenant, type, key)
                DO UPDATE SET data = excluded.data, audience = excluded.audience, deleted = false
                RETURNING 1
            ), removed AS (
                UPDATE entity e
                SET deleted = true
                FROM stands s
                WHERE e.tenant = ${tenant} AND e.type = ${type} AND e.key = s.key AND s.data IS NULL AND NOT e.deleted
                RETURNING 1
            )
            SELECT (SELECT count(*) FROM written) + (SELECT count(*) FROM removed)
            """;

    /** A table that passed {@link MappingCheck}. */
    static Mapping of(EntityType type, MappedTable table, TenantId tenant, List<Column> key) {
        String name = quoted(table.schemaOf(tenant)) + "." + quoted(table.name());
        String rows = ROWS.replace("${chars}", String.valueOf(ChangeLine.KEY_CHARS_MAX))
                .replace("${bytes}", String.valueOf(Line.BYTES_MAX))
                .replace("${names}", each(key, i -> "k" + i))
                .replace("${key}", keyText(key, i -> "t." + quoted(key.get(i).name())))
                .replace("${columns}", each(key, i -> "t." + quoted(key.get(i).name()) + " AS k" + i))
                .replace("${data}", data(table.columns()))
                .replace("${audience}", audience(type.audience()))
                .replace("${table}", name);
        return new Mapping(
                table.relationOf(tenant),
                name,
                key.stream().map(Column::name).toList(),
                filled(COMPARES, type, tenant, key, rows),
                filled(CHANGES, type, tenant, key, rows));
    }

    private static String filled(String sql, EntityType type, TenantId tenant, List<Column> key, String rows) {
        return sql.replace("${texts}", each(key, i -> "r.k" + i + "::text AS k" + i))
                .replace("${asked}", keyText(key, i -> asked("k", key, i)))
                .replace("${names}", each(key, i -> "k" + i))
                .replace("${arrays}", each(key, i -> "?::text[]"))
                .replace("${same}", joined(key, i -> "r.k" + i + " = " + asked("a", key, i), " AND "))
                .replace("${tenant}", literal(tenant.value()))
                .replace("${type}", literal(type.name()))
                .replace("${rows}", rows);
    }

    private static String asked(String from, List<Column> key, int i) {
        return from + ".k" + i + "::" + key.get(i).type();
    }

    /** The text of a key; several columns are told apart by slashes. */
    private static String keyText(List<Column> key, Function<Integer, String> value) {
        return key.size() == 1
                ? value.apply(0) + "::text"
                : joined(
                        key,
                        i -> "replace(replace(" + value.apply(i) + "::text, '%', '%25'), '/', '%2F')",
                        " || '/' || ");
    }

    private static String data(List<String> columns) {
        return columns.isEmpty()
                ? "to_jsonb(t)"
                : "(SELECT to_jsonb(c) FROM (SELECT "
                        + columns.stream().map(column -> "t." + quoted(column)).collect(Collectors.joining(", "))
                        + ") AS c)";
    }

    /** Where the column is NULL the entity is nobody's. */
    private static String audience(AudienceRule rule) {
        return switch (rule.kind()) {
            case ALL -> literal(AudienceRule.EVERYBODY);
            case GROUP -> literal(AudienceRule.ofGroup(rule.operand()));
            case GROUP_OF_FIELD -> named(AudienceRule.ofGroup(""), rule);
            case DEVICE_OF_FIELD -> named(AudienceRule.ofDevice(""), rule);
            case WRITER -> throw new IllegalStateException("no device writes a row");
        };
    }

    private static String named(String prefix, AudienceRule rule) {
        return literal(prefix) + " || coalesce(t." + quoted(rule.operand()) + "::text, '')";
    }

    private static String each(List<Column> key, Function<Integer, String> part) {
        return joined(key, part, ", ");
    }

    private static String joined(List<Column> key, Function<Integer, String> part, String between) {
        return IntStream.range(0, key.size()).mapToObj(part::apply).collect(Collectors.joining(between));
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
