package ghosthunter.hub.feed;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.id.Hash;
import ghosthunter.hub.postgres.DatabaseUrl;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logical replication slot of a database and the publication that it follows. Only who holds the lock of the feed calls this,
 * so there is one owner. Blocks.
 */
public final class ReplicationSlot {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicationSlot.class);
    private static final int TENANT_CHARS_MAX = 40;
    private static final int DIGEST_BYTES = 4;

    /** Lists of columns came with this version; before, every column is sent. */
    private static final int COLUMN_LIST_VERSION_MIN = 15;

    /** A slot is only made when the transactions have ended that run now; how long that may take, milliseconds. */
    private static final int CREATE_MS_MAX = 10_000;

    private static final String PUBLISHED = """
            SELECT CASE WHEN c.oid = 'entity'::regclass THEN 'entity' ELSE n.nspname || '.' || c.relname END
            FROM pg_publication p
            JOIN pg_publication_rel r ON r.prpubid = p.oid
            JOIN pg_class c ON c.oid = r.prrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE p.pubname = ?
            """;

    private static final String HEALTHY = """
            SELECT 1
            FROM pg_replication_slots
            WHERE slot_name = ? AND plugin = 'pgoutput' AND database = current_database()
              AND restart_lsn IS NOT NULL AND coalesce(wal_status, '') <> 'lost'
            """;

    private static final String END_READER = """
            SELECT pg_terminate_backend(active_pid)
            FROM pg_replication_slots
            WHERE slot_name = ? AND active_pid IS NOT NULL
            """;

    private static final String DROP =
            "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = ?";

    private static final String CREATE =
            "SELECT pg_wal_lsn_diff(lsn, '0/0')::bigint FROM pg_create_logical_replication_slot(?, 'pgoutput')";

    private final Session session;
    private final String name;

    ReplicationSlot(Session session, String name) {
        this.session = session;
        this.name = name;
    }

    /** The name of the slot of the database that tenants share. */
    public static String nameOf(DatabaseUrl shared) {
        return nameOf(TenantId.DEFAULT, shared);
    }

    /**
     * The name of the slot of a tenant's own database. Slots are of a server, so it tells databases and tenants apart whose names
     * become the same in the few characters that a slot may have.
     */
    public static String nameOf(TenantId tenant, DatabaseUrl url) {
        String plain = tenant.value().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
        byte[] digest = Hash.sha256((url.database() + "\n" + tenant).getBytes(StandardCharsets.UTF_8))
                .bytes();
        return "ghosthunter_" + plain.substring(0, Math.min(plain.length(), TENANT_CHARS_MAX)) + "_"
                + HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
    }

    String name() {
        return name;
    }

    /**
     * Makes the publication where it is missing or has other tables. What was written before cannot be followed through it.
     *
     * @param mapped what is followed beside {@code entity}, every column: whoever gives such a table another key is not in its way
     * @return whether it was missing
     */
    boolean publish(List<Mapping> mapped) throws SQLException {
        if (isPublished(mapped)) {
            return false;
        }
        String columns = session.serverVersion() >= COLUMN_LIST_VERSION_MIN
                ? " (tenant, type, key, version, audience, deleted)"
                : "";
        String others = mapped.stream().map(table -> ", " + table.table()).collect(Collectors.joining());
        session.run("DROP PUBLICATION IF EXISTS " + FeedSql.PUBLICATION);
        session.run("CREATE PUBLICATION " + FeedSql.PUBLICATION + " FOR TABLE entity" + columns + others
                + " WITH (publish_via_partition_root = true)");
        return true;
    }

    /** Whether just these are published; from PostgreSQL 18 on a reader is not told when the publication goes. */
    boolean isPublished(List<Mapping> mapped) throws SQLException {
        Set<String> wanted = mapped.stream().map(Mapping::relation).collect(Collectors.toSet());
        wanted.add(Transactions.TABLE);
        return wanted.equals(Set.copyOf(session.all(PUBLISHED, row -> row.getString(1), FeedSql.PUBLICATION)));
    }

    /** Whether it is there and has all that was written since it was last read. */
    boolean isHealthy() throws SQLException {
        return session.text(HEALTHY, name) != null;
    }

    /** Ends whoever reads from it: the session of a node that is no more, and of which the server has not heard yet. */
    void endReader() throws SQLException {
        if (session.text(END_READER, name) != null) {
            LOG.atWarn().addKeyValue("slot", name).log("reader that was left behind at the replication slot was ended");
        }
    }

    /** Takes it away where there is one, so that it keeps no log. */
    void drop() throws SQLException {
        endReader();
        String unused = session.text(DROP, name);
    }

    /**
     * Makes it.
     *
     * @return the position behind which everything that commits can be read from it; what committed before is seen by every
     *     statement from now on
     */
    long create() throws SQLException {
        session.run("SET statement_timeout = " + CREATE_MS_MAX);
        try {
            return session.number(CREATE, name);
        } finally {
            session.run("SET statement_timeout = 0");
        }
    }
}
