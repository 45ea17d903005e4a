package ghosthunter.hub.operator;

import ghosthunter.codecs.problem.Printable;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** The journal in {@code operator_event}. */
final class SqlJournal implements Journal {
    private static final String WRITE = """
            INSERT INTO operator_event (request, stage, actor_kind, actor, role, tenant, action, detail, address)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """;

    /** By the primary key, or for one tenant by operator_event_tenant. */
    private static final String PAGE = """
            SELECT id, request, at, stage, actor_kind, actor, role, tenant, action, detail, address
            FROM operator_event
            WHERE ($1::text IS NULL OR tenant = $1)
              AND id < $2
            ORDER BY id DESC
            LIMIT $3
            """;

    private final Tables tables;

    SqlJournal(Tables tables) {
        this.tables = tables;
    }

    @Override
    public Future<Void> write(Entry entry) {
        Actor actor = entry.actor();
        Scope scope = actor.scope();
        Tuple row = Tuple.tuple()
                .addUUID(entry.request())
                .addString(entry.stage().slug())
                .addString(actor.kind().slug())
                .addString(Printable.of(actor.name()))
                .addString(scope == null ? null : scope.role().slug())
                .addString(scope == null ? null : Tables.text(scope.tenant()))
                .addString(Printable.of(entry.action()))
                .addValue(storable(entry.detail()))
                .addString(entry.address());
        return tables.query(WRITE, row).mapEmpty();
    }

    /** How an action ended is written whatever was in it: the one character that Postgres cannot hold is replaced. */
    private static JsonObject storable(JsonObject detail) {
        JsonObject storable = new JsonObject();
        detail.forEach(member -> storable.put(member.getKey(), storable(member.getValue())));
        return storable;
    }

    private static Object storable(Object value) {
        if (value instanceof String text) {
            return text.replace('\0', '\uFFFD');
        }
        return value instanceof JsonObject json ? storable(json) : value;
    }

    @Override
    public Future<List<Stored>> page(Scope scope, long before, int limit) {
        return tables.query(PAGE, Tuple.of(Tables.text(scope.tenant()), before, limit))
                .map(rows -> {
                    List<Stored> page = new ArrayList<>(rows.size());
                    rows.forEach(row -> page.add(stored(row)));
                    return List.copyOf(page);
                });
    }

    private static Stored stored(Row row) {
        return new Stored(
                row.getLong("id"),
                row.getUUID("request"),
                Tables.instantOf(row, "at"),
                row.getString("stage"),
                row.getString("actor_kind"),
                row.getString("actor"),
                row.getString("role"),
                row.getString("tenant"),
                row.getString("action"),
                row.getJsonObject("detail"),
                row.getString("address"));
    }
}
