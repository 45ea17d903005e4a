package ghosthunter.hub.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What it costs to look for messages, to a user of the database whom row-level security binds. */
class MessageDeskIT {
    private static final int MESSAGES = 20_000;

    private static DatabaseUrl database;

    @BeforeAll
    static void writeMuchThatIsReadAndLittleThatIsNot() {
        database = TestDatabase.migrated();
        TestDatabase.run(database, """
                INSERT INTO entity (tenant, type, key, version, data, hlc, device, run_from, updated_at)
                SELECT 'default', 'posduif-message', 'M-' || i, 1,
                       jsonb_build_object('sender_id', 'S-' || i % 200, 'recipient_id', 'R-' || i % 200,
                                          'created_at', i::text,
                                          'read_at', CASE WHEN i %% 100 <> 0 THEN i::text END,
                                          'status', CASE WHEN i %% 100 = 0 THEN 'pending_sync' ELSE 'read' END),
                       1, 'hub', 1, now()
                FROM generate_series(1, %d) AS i;
                ANALYZE entity, message;
                """.replace("i % 200", "i %% 200").formatted(MESSAGES));
    }

    private static String plan(String sql, String types, String values) throws SQLException {
        try (Connection connection = TestDatabase.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("SET ROLE ghosthunter_app");
            statement.execute("SELECT set_config('ghosthunter.tenants', 'default', false)");
            statement.execute("PREPARE asked (" + types + ") AS " + sql);
            try (ResultSet rows = statement.executeQuery("EXPLAIN EXECUTE asked (" + values + ")")) {
                StringBuilder plan = new StringBuilder();
                while (rows.next()) {
                    plan.append(rows.getString(1)).append('\n');
                }
                return plan.toString();
            }
        }
    }

    @Test
    void whatWaitsAndWhatIsUnreadIsFoundByTheirIndex() throws SQLException {
        assertThat(plan(MessageDesk.WAITING, "text, text, text[], int", "'default', 'R-7', '{}', 100"))
                .contains("message_unread")
                .containsPattern("Index Cond: .*recipient = 'R-7'.*status = 'pending_sync'")
                .doesNotContain("Seq Scan");
        assertThat(plan(MessageDesk.WAITING_COUNT, "text, text", "'default', 'R-7'"))
                .contains("message_unread")
                .doesNotContain("Seq Scan");
        assertThat(plan(MessageDesk.UNREAD_COUNT, "text, text", "'default', 'R-7'"))
                .contains("message_unread")
                .doesNotContain("Seq Scan");
    }

    @Test
    void whatSomebodySentAndWasSentAndWhatOfItWasReadIsFoundByTheirIndexes() throws SQLException {
        assertThat(plan(
                        MessageDesk.RECEIVED,
                        "text, text, text, text, int, int",
                        "'default', 'R-7', NULL, NULL, 50, 0"))
                .contains("message_received")
                .doesNotContain("Seq Scan");
        assertThat(plan(MessageDesk.OF, "text, text, int, int", "'default', 'R-7', 50, 0"))
                .contains("message_received", "message_sent")
                .doesNotContain("Seq Scan");
        assertThat(plan(MessageDesk.READ, "text, text, text, int", "'default', 'S-7', '19990', 50"))
                .contains("message_read")
                .doesNotContain("Seq Scan");
    }

    @Test
    void whatIsNotedOfAMessageFollowsItWhoeverWritesIt() {
        assertThatCode(() -> TestDatabase.run(database, """
                UPDATE entity SET data = data || '{"status": "read", "read_at": "9"}' WHERE key = 'M-100';
                DELETE FROM entity WHERE key = 'M-200';
                DO $$ BEGIN
                    ASSERT (SELECT (status, read_at) = ('read', '9') FROM message WHERE key = 'M-100');
                    ASSERT NOT EXISTS (SELECT FROM message WHERE key = 'M-200');
                END $$;
                INSERT INTO entity (tenant, type, key, version, data, hlc, device, run_from, updated_at)
                VALUES ('default', 'posduif-message', 'M-200', 1, '{"recipient_id": "R-0"}', 1, 'hub', 1, now());
                DO $$ BEGIN
                    ASSERT (SELECT recipient = 'R-0' AND sender IS NULL FROM message WHERE key = 'M-200');
                END $$;
                """)).doesNotThrowAnyException();
    }
}
