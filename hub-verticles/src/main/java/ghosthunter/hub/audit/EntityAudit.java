package ghosthunter.hub.audit;

import ghosthunter.hub.audit.AuditReport.Check;
import ghosthunter.hub.audit.AuditReport.Tally;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Every entity is its newest version, has every version from the oldest that is kept on, and each of them was made by a change in the ledger, or by SQL
 * under a role that is in the row, as a rebuild of the stock is. Notices have no past.
 */
final class EntityAudit {
    static final String ROWS = """
            SELECT e.tenant, e.type, e.key, e.version, count(v.version) AS versions,
                   max(v.version) - min(v.version) + 1 AS span, count(v.seq) AS caused,
                   count(l.seq) AS recorded,
                   coalesce(bool_or(v.version = e.version AND v.data = e.data AND v.deleted = e.deleted), false) AS same
            FROM entity e
            LEFT JOIN entity_version v USING (tenant, type, key)
            LEFT JOIN ledger l
                ON l.tenant = v.tenant AND l.device = v.device AND l.epoch = v.epoch AND l.lane = v.lane AND l.seq = v.seq
                AND l.type = v.type AND l.key = v.key
            WHERE e.type <> 'notice'
            GROUP BY e.tenant, e.type, e.key
            ORDER BY 1, 2, 3
            """;

    private final Tally entities;

    EntityAudit(Progress progress) {
        this.entities = new Tally("entities", progress);
    }

    void row(ResultSet row) throws SQLException {
        entities.checked();
        String where = "entity " + row.getString("tenant") + "/" + row.getString("type") + "/" + row.getString("key");
        if (row.getLong("versions") != row.getLong("span")) {
            entities.fault(where, "has a past with " + (row.getLong("span") - row.getLong("versions")) + " gaps");
        } else if (!row.getBoolean("same")) {
            entities.fault(where, "is not what its newest version says");
        }
        if (row.getLong("caused") != row.getLong("recorded")) {
            entities.fault(
                    where,
                    (row.getLong("caused") - row.getLong("recorded"))
                            + " of its versions were made by no change in the ledger");
        }
    }

    Check entities() {
        return entities.check();
    }
}
