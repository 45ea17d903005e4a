package ghosthunter.hub;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.hub.identity.HubIdentity;
import ghosthunter.hub.identity.IdentityFile;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.TestDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TenantCommandsIT {
    @TempDir
    private Path dir;

    private final DatabaseUrl shared = TestDatabase.migrated();

    @BeforeEach
    void aHubHasRun() {
        HubIdentity unused = IdentityFile.readOrCreate(
                dir.resolve("data"), new SecureRandom(), Instant.parse("2026-03-01T00:00:00Z"));
    }

    /** What a command said and how it ended. */
    private record Ran(int exit, String out, String err) {}

    @Test
    void aTenantIsAddedOnceAndListed() throws Exception {
        // When
        Ran added = run("tenant", "add", "acme", "--name", "Acme Parcels");
        Ran again = run("tenant", "add", "acme");
        Ran listed = run("tenant", "list");

        // Then
        assertThat(added).isEqualTo(new Ran(0, "tenant acme added\n", ""));
        assertThat(again).isEqualTo(new Ran(1, "there is a tenant acme already\n", ""));
        assertThat(listed.out().lines().map(line -> line.split(" {2,}")))
                .containsExactly(
                        new String[] {"TENANT", "NAME", "DATABASE", "LOCKERS"},
                        new String[] {"acme", "Acme Parcels", "shared", "0"},
                        new String[] {"default", "Default", "shared", "0"});
    }

    @Test
    void aTenantGetsADatabaseOfItsOwnInWhichItsLockersEnroll() throws Exception {
        // Given
        DatabaseUrl own = TestDatabase.empty();
        String url = "postgres://postgres:geheim@" + own.address() + "/" + own.database();

        // When
        Ran added = run("tenant", "add", "acme", "--database", url);
        Ran repeated = run("tenant", "add", "acme", "--database", url);
        Ran enrolled = run("enroll", "LOCKER-001", "--tenant", "acme");
        Ran listed = run("tenant", "list");
        Ran audited = run("audit");

        // Then
        assertThat(added.exit()).isZero();
        assertThat(repeated).isEqualTo(added);
        assertThat(enrolled.out()).contains("gh1.acme.");
        assertThat(rows(own, "SELECT tenant || ' ' || device FROM enrollment_token"))
                .containsExactly("acme LOCKER-001");
        assertThat(rows(shared, "SELECT tenant FROM enrollment_token")).isEmpty();
        assertThat(listed.out()).contains("postgres://postgres:***@").doesNotContain("geheim");
        assertThat(audited.exit()).isZero();
        assertThat(audited.out()).contains("tenant acme, postgres://postgres:***@");
        Path file = dir.resolve("data").resolve("tenants.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aTenantWithLockersInTheSharedDatabaseCannotGetAnother() throws Exception {
        // Given
        TestDatabase.run(shared, "INSERT INTO device (tenant, device) VALUES ('default', 'LOCKER-001')");
        DatabaseUrl own = TestDatabase.empty();

        // When
        Ran added = run("tenant", "add", "default", "--database", own.toString());

        // Then
        assertThat(added.exit()).isEqualTo(1);
        assertThat(added.err()).contains("tenant default has devices or packages in the shared database");
    }

    @Test
    void aDatabaseThatCannotBeReachedLeavesNoTenant() throws Exception {
        // When
        Ran added = run("tenant", "add", "acme", "--database", "postgres://hub:geheim@127.0.0.1:1/acme");
        Ran listed = run("tenant", "list");

        // Then
        assertThat(added.exit()).isEqualTo(1);
        assertThat(added.err()).contains("127.0.0.1:1/acme cannot be used").doesNotContain("geheim");
        assertThat(listed.out()).doesNotContain("acme");
        assertThat(dir.resolve("data").resolve("tenants.json")).doesNotExist();
    }

    @Test
    void aTenantWithOpenTokensIsNotMoved() throws Exception {
        // Given
        assertThat(run("tenant", "add", "acme").exit()).isZero();
        assertThat(run("enroll", "LOCKER-001", "--tenant", "acme").exit()).isZero();

        // When
        Ran moved =
                run("tenant", "add", "acme", "--database", TestDatabase.empty().toString());

        // Then
        assertThat(moved.exit()).isEqualTo(1);
        assertThat(moved.err()).contains("tenant acme has open enrollment tokens in the shared database");
        assertThat(run("tenant", "list").out()).containsPattern("acme +acme +shared");
    }

    @Test
    void aDatabaseOfAnotherTenantIsNotTaken() throws Exception {
        // Given
        String known = TestDatabase.empty().toString();
        assertThat(run("tenant", "add", "acme", "--database", known).exit()).isZero();
        DatabaseUrl unknown = TestDatabase.migrated();
        TestDatabase.run(unknown, "INSERT INTO tenant (id, name) VALUES ('elsewhere', 'Elsewhere')");

        // When
        Ran ofAcme = run("tenant", "add", "brave", "--database", known);
        Ran ofAnother = run("tenant", "add", "brave", "--database", unknown.toString());
        Ran ofAll = run("tenant", "add", "brave", "--database", shared.toString());

        // Then
        assertThat(List.of(ofAcme.exit(), ofAnother.exit(), ofAll.exit())).containsOnly(1);
        assertThat(ofAcme.err()).contains("belongs to tenant acme");
        assertThat(ofAnother.err()).contains("holds tenant elsewhere");
        assertThat(ofAll.err()).contains("is the one that tenants share");
        assertThat(run("tenant", "list").out()).doesNotContain("brave");
    }

    @Test
    void theAuditSaysThatACommandWasRefused() throws Exception {
        // When
        assertThat(run("tenant", "add", "acme").exit()).isZero();
        assertThat(run("tenant", "add", "acme").exit()).isEqualTo(1);

        // Then
        assertThat(rows(shared, "SELECT stage FROM operator_event ORDER BY at, stage"))
                .containsExactlyInAnyOrder("asked", "done", "asked", "refused");
    }

    @Test
    void aWrongNameOrAddressIsAnErrorOfTheCommandLine() throws Exception {
        assertThat(run("tenant", "add", "a,b").exit()).isEqualTo(2);
        assertThat(run("tenant", "add", "*").exit()).isEqualTo(2);
        Ran wrong = run("tenant", "add", "acme", "--database", "mysql://user:geheim@host/db");
        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.err()).doesNotContain("geheim");
        assertThat(run("tenant").exit()).isEqualTo(2);
    }

    private Ran run(String... arguments) throws Exception {
        Path settings = Files.writeString(dir.resolve("hub.yaml"), """
                data_dir: %s
                database:
                  url: %s
                """.formatted(dir.resolve("data"), shared));
        List<String> all = new ArrayList<>(List.of(arguments));
        if (arguments.length > 1 || arguments[0].equals("audit")) {
            all.addAll(List.of("--config", settings.toString()));
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = HubMain.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
        return new Ran(exit, out.toString(), err.toString());
    }

    private static List<String> rows(DatabaseUrl url, String sql) throws Exception {
        List<String> found = new ArrayList<>();
        try (var connection = TestDatabase.connect(url);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }
}
