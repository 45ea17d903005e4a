package ghosthunter.hub.ledger;

/** The statements of the group commit that concern entities; those of more than 15 lines stand in {@code sql/ledger/}. */
final class EntitySql {
    static final String LOCK = LedgerSql.file("lock-entities");
    static final String LOCK_CONFLICTS = LedgerSql.file("lock-conflicts");
    static final String READ_VERSIONS = LedgerSql.file("read-versions");
    static final String READ_SELLERS = LedgerSql.file("read-sellers");
    static final String ADD = LedgerSql.file("add-entities");
    static final String CHANGE = LedgerSql.file("change-entities");
    static final String ADD_VERSIONS = LedgerSql.file("add-versions");
    static final String WRITE_NOTICES = LedgerSql.file("write-notices");
    static final String ADD_CONFLICTS = LedgerSql.file("add-conflicts");
    static final String RESOLVE_CONFLICTS = LedgerSql.file("resolve-conflicts");

    /** Index: conflict_event_pkey. Rows: two per new conflict, one per resolution. */
    static final String ADD_EVENTS = """
            INSERT INTO conflict_event (tenant, conflict, number, at, actor, what, detail)
            SELECT q.tenant, q.conflict, q.number, q.at, q.actor, q.what, q.detail::jsonb
            FROM unnest($1::text[], $2::uuid[], $3::int8[], $4::timestamptz[], $5::text[], $6::text[], $7::text[])
                AS q (tenant, conflict, number, at, actor, what, detail)""";

    /** Index: inventory_event_pkey, inventory_event_of. Rows: one per change of stock. */
    static final String ADD_STOCK = """
            INSERT INTO inventory_event (tenant, type, key, device, epoch, lane, seq, version, delta, counted_after,
                                         recorded_at)
            SELECT *
            FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::int2[], $7::int8[], $8::int8[],
                        $9::int8[], $10::int8[], $11::timestamptz[])""";

    private EntitySql() {}
}
