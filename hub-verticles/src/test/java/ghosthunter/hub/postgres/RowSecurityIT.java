package ghosthunter.hub.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ghosthunter.codecs.problem.ProblemException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowSecurityIT {
    /** Every table of ours and whether its rows have tenants, whose policies there are, and whether the owner is bound. */
    private static final String TABLES = """
            SELECT c.relname, coalesce(a.attname, '-') AS tenant,
                   CASE WHEN c.relrowsecurity AND c.relforcerowsecurity THEN 'forced' ELSE 'open' END AS security,
                   coalesce((SELECT string_agg(p.polname || CASE
                                 WHEN NOT p.polpermissive OR p.polcmd <> '*' OR p.polroles <> '{0}' THEN ' odd'
                                 WHEN p.polname = 'tenant_rows' THEN ''
                                 WHEN pg_get_expr(p.polqual, p.polrelid) LIKE '%CURRENT_USER <> ''ghosthunter_app''%' THEN ''
                                 ELSE ' of the hub' END, ', ' ORDER BY p.polname DESC)
                             FROM pg_policy p WHERE p.polrelid = c.oid), '-') AS policies
            FROM pg_class c
            LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
                AND a.attname = CASE c.relname WHEN 'tenant' THEN 'id' ELSE 'tenant' END
            WHERE c.relnamespace = 'public'::regnamespace
              AND c.relkind IN ('r', 'p')
              AND c.relname <> 'flyway_schema_history'
            ORDER BY 1
            """;

    /** Rows of these belong to the installation, or hang from a row that has a tenant. */
    private static final List<String> WITHOUT_TENANT =
            List.of("feed_state", "login_failure", "operator_bootstrap", "operator_refresh", "operator_session");

    private static final List<String> OF_THE_HUB_TOO = List.of("api_key", "operator", "operator_event", "tenant");

    @Test
    void everyTableWithATenantIsForcedToKeepTenantsApart() throws SQLException {
        // Given
        DatabaseUrl url = TestDatabase.migrated();

        // When
        List<String> tables = rows(url, TABLES);

        // Then
        assertThat(tables).hasSizeGreaterThan(10).allSatisfy(table -> {
            String name = table.split("\\|", 2)[0];
            String tenant = name.equals("tenant") ? "id" : "tenant";
            String all = OF_THE_HUB_TOO.contains(name) ? "every_row of the hub" : "every_row";
            assertThat(table)
                    .isEqualTo(
                            WITHOUT_TENANT.contains(name)
                                    ? name + "|-|open|-"
                                    : name + "|" + tenant + "|forced|tenant_rows, " + all);
        });
    }

    @Test
    void aTableThatComesLaterIsGuardedToo() throws SQLException {
        // Given
        DatabaseUrl url = TestDatabase.migrated();
        TestDatabase.run(url, "CREATE TABLE later (tenant text NOT NULL, what text)");

        // When
        int applied = Migrations.migrate(url);

        // Then
        assertThat(applied).isZero();
        assertThat(rows(url, TABLES)).contains("later|tenant|forced|tenant_rows, every_row");
    }

    @Test
    void theRoleOfTheHubOwnsNothingAndIsNobodysLogin() throws SQLException {
        // Given
        DatabaseUrl url = TestDatabase.migrated();

        // When
        List<String> role = rows(url, """
                SELECT r.rolsuper, r.rolcreaterole, r.rolcreatedb, r.rolcanlogin, r.rolreplication,
                       r.rolbypassrls,
                       (SELECT count(*) FROM pg_shdepend d WHERE d.refobjid = r.oid AND d.deptype = 'o'),
                       (SELECT count(*) FROM pg_auth_members m WHERE m.member = r.oid)
                FROM pg_roles r
                WHERE r.rolname = 'ghosthunter_app'
                """);

        // Then
        assertThat(role).containsExactly("f|f|f|f|f|f|0|0");
    }

    @Test
    void theLedgerAndTheAuditOfOperatorsCannotBeRewrittenByTheHub() throws SQLException {
        // Given
        DatabaseUrl url = TestDatabase.migrated();

        // When
        List<String> writable = rows(url, """
                SELECT c.relname, p.privilege
                FROM pg_class c, unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) AS p (privilege)
                WHERE c.relnamespace = 'public'::regnamespace
                  AND c.relname IN ('ledger', 'fork_evidence', 'operator_event', 'tenant', 'flyway_schema_history')
                  AND has_table_privilege('ghosthunter_app', c.oid, p.privilege)
                """);

        // Then
        assertThat(writable).isEmpty();
    }

    @Test
    void aUserWithoutRightsNeedsThePreparedRoleAndIsToldSoInOneLine() {
        // Given
        assertThat(TestDatabase.migrated().database()).isNotEmpty();
        DatabaseUrl url = TestDatabase.ownedBy("plain_one", "NOCREATEROLE");

        // When
        assertThatThrownBy(() -> assertThat(Migrations.migrate(url)).isZero())

                // Then
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("needs the role ghosthunter_app, which user plain_one may not make or take")
                .hasMessageContaining("CREATE ROLE ghosthunter_app NOLOGIN; GRANT ghosthunter_app TO \"plain_one\";")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aUserWithoutRightsMigratesWithThePreparedRoleAndIsBoundByItsOwnTables() throws SQLException {
        // Given
        assertThat(TestDatabase.migrated().database()).isNotEmpty();
        DatabaseUrl url = TestDatabase.ownedBy("plain_two", "NOCREATEROLE");
        TestDatabase.run(url, "GRANT ghosthunter_app TO plain_two");

        // When
        int applied = Migrations.migrate(url);

        // Then
        assertThat(applied).isPositive();
        assertThat(rows(url, TABLES)).contains("device|tenant|forced|tenant_rows, every_row");
        assertThat(rows(url, "SELECT id FROM tenant")).containsExactly("default");
        try (Connection connection = TestDatabase.connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute("SET ghosthunter.tenants = ''");
            try (ResultSet rows = statement.executeQuery("SELECT id FROM tenant")) {
                assertThat(rows.next())
                        .as("the owner sees rows without a tenant")
                        .isFalse();
            }
        }
    }

    @Test
    void aUserWhoMayMakeRolesMakesItOnANewServer(@TempDir Path dir) throws SQLException {
        try (EmbeddedDatabase server = EmbeddedDatabase.start(TestDatabase.settings(dir, 0))) {
            TestDatabase.letEverybodyIn(server, dir);
            // Given
            DatabaseUrl url = TestDatabase.ownedBy(server.url(), "maker", "CREATEROLE");

            // When
            int applied = Migrations.migrate(url);

            // Then
            assertThat(applied).isPositive();
            assertThat(Migrations.migrate(url)).isZero();
            assertThat(rows(url, "SET ROLE ghosthunter_app; SELECT current_user, count(*) FROM device"))
                    .containsExactly("ghosthunter_app|0");

            // And: a role that nothing binds is refused
            TestDatabase.run(server.url(), "ALTER ROLE ghosthunter_app BYPASSRLS");
            assertThatThrownBy(() -> assertThat(Migrations.migrate(url)).isZero())
                    .hasMessageContaining("has a role ghosthunter_app that no row-level security binds");
        }
    }

    private static List<String> rows(DatabaseUrl url, String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = TestDatabase.connect(url);
                Statement statement = connection.createStatement()) {
            boolean isResult = statement.execute(sql);
            while (!isResult) {
                isResult = statement.getMoreResults();
            }
            try (ResultSet rows = statement.getResultSet()) {
                while (rows.next()) {
                    List<String> cells = new ArrayList<>();
                    for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                        cells.add(rows.getString(i));
                    }
                    found.add(String.join("|", cells));
                }
            }
        }
        return found;
    }
}
