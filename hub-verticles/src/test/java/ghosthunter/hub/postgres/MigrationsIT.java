package ghosthunter.hub.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ghosthunter.codecs.problem.ProblemException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class MigrationsIT {
    @Test
    void aNewDatabaseGetsTheSchemaOnce() {
        // Given
        DatabaseUrl url = TestDatabase.empty();

        // When
        int first = Migrations.migrate(url);
        int second = Migrations.migrate(url);

        // Then
        assertThat(first).isPositive();
        assertThat(second).isZero();
    }

    @Test
    void theTableOfTheOldServerIsAdoptedWithItsRows() throws SQLException {
        // Given
        DatabaseUrl url = TestDatabase.empty();
        try (Connection connection = TestDatabase.connect(url)) {
            run(connection, OldServer.TABLE);

            // When
            int applied = Migrations.migrate(url);

            // Then
            assertThat(applied).isPositive();
            assertThat(text(connection, """
                    SELECT concat_ws('|', id, tenant, tracking_id, locker_id, status, last_sync_attempt,
                                     server_received_at AT TIME ZONE 'UTC')
                    FROM packages
                    """)).isEqualTo("1|default|PKG-1|LOCKER-001|pending|2|2026-02-20 18:05:01.123");
            run(connection, """
                    INSERT INTO packages (tracking_id, locker_id, status, drop_off_timestamp, server_received_at,
                                          last_sync_attempt)
                    VALUES ('PKG-2', 'LOCKER-001', 'synced', now(), now(), 0)
                    """);
            assertThat(text(connection, "SELECT id FROM packages WHERE tracking_id = 'PKG-2'"))
                    .isEqualTo("2");
        }
    }

    @Test
    void afterAdoptionTwoTenantsMayUseOneTrackingIdButOneTenantMayNot() throws SQLException {
        // Given
        DatabaseUrl url = TestDatabase.empty();
        try (Connection connection = TestDatabase.connect(url)) {
            run(connection, OldServer.TABLE);
            int applied = Migrations.migrate(url);
            assertThat(applied).isPositive();
            run(connection, "INSERT INTO tenant (id, name) VALUES ('other', 'Other')");
            String insert = """
                    INSERT INTO packages (tenant, tracking_id, locker_id, status, drop_off_timestamp)
                    VALUES ('%s', 'PKG-1', 'LOCKER-002', 'synced', now())
                    """;

            // When
            run(connection, insert.formatted("other"));

            // Then
            assertThatThrownBy(() -> run(connection, insert.formatted("default")))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("packages_tracking_id");
        }
    }

    @Test
    void aDatabaseThatCannotBeReachedIsOneClearLine() {
        assertThatThrownBy(() -> {
                    int applied = Migrations.migrate(DatabaseUrl.parse("postgres://hub:geheim@127.0.0.1:1/packages"));
                    assertThat(applied).isZero();
                })
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("postgres://hub:***@127.0.0.1:1/packages cannot be used")
                .hasMessageNotContaining("\n")
                .hasMessageNotContaining("geheim");
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
