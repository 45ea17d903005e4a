package ghosthunter.edge;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.edge.Cli.Result;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands about entities where no daemon runs. */
class EntityCommandIT {
    @TempDir
    private Path directory;

    private Cli cli;

    @BeforeEach
    void commandLine() throws Exception {
        Path catalog = directory.resolve("entities.yaml");
        Files.writeString(
                catalog, "entities:\n  profile:\n    policy: last-writer-wins\n  stock:\n    policy: counter\n");
        cli = new Cli(directory).withSettings("entities_file: " + catalog + "\n");
    }

    @Test
    void whatWasPutIsShownAndListedUntilItIsDeleted() {
        // When
        Result put = cli.run("entity", "put", "profile", "ada", "{\"name\":\"Ada\"}");
        Result patched = cli.run("entity", "patch", "profile", "ada", "{\"city\":\"London\"}");
        Result got = cli.run("entity", "get", "profile", "ada");
        Result listed = cli.run("entity", "list", "profile");
        Result status = cli.run("status");
        Result deleted = cli.run("entity", "delete", "profile", "ada");
        Result gone = cli.run("entity", "get", "profile", "ada");

        // Then
        assertThat(put.out()).singleElement().asString().startsWith("Written: profile ada, change=");
        assertThat(patched.exit()).isZero();
        assertThat(new JsonObject(String.join("\n", got.out())).getJsonObject("data"))
                .isEqualTo(new JsonObject().put("name", "Ada").put("city", "London"));
        assertThat(listed.out())
                .containsExactly(
                        "KEY  VERSION  PENDING  DATA", "ada  0        2        {\"name\":\"Ada\",\"city\":\"London\"}");
        assertThat(status.out()).anyMatch(line -> line.matches("Entities: +profile 1, pending 1"));
        assertThat(deleted.exit()).isZero();
        assertThat(gone.exit()).isEqualTo(1);
        assertThat(gone.err()).containsExactly("there is no such profile at this device");
    }

    @Test
    void aCounterIsMovedUpAndDownAndCounted() {
        // When
        Result added = cli.run("entity", "add", "stock", "apple", "12");
        Result taken = cli.run("entity", "add", "stock", "apple", "-3");
        Result moved = cli.run("entity", "list", "stock");
        Result counted = cli.run("entity", "set", "stock", "apple", "40");
        Result now = cli.run("entity", "list", "stock");

        // Then
        assertThat(added.out()).singleElement().asString().startsWith("Written: stock apple, change=");
        assertThat(taken.err()).isEmpty();
        assertThat(moved.out()).anyMatch(line -> line.endsWith("{\"count\":9}"));
        assertThat(counted.exit()).isZero();
        assertThat(now.out()).anyMatch(line -> line.endsWith("{\"count\":40}"));
    }

    @Test
    void theStatusCountsTheNoticesThatNobodyHasRead() {
        // Given
        cli.run("entity", "put", "profile", "ada", "{}");
        Cli.sql(
                cli.database(),
                "INSERT INTO entity (type, key, version, server_data) VALUES ('notice', 'n1', 1, '{}'), ('notice', 'n2', 1, '{}')");

        // When
        Result read = cli.run("entity", "delete", "notice", "n1");
        Result status = cli.run("status");

        // Then
        assertThat(read.out()).singleElement().asString().startsWith("Deleted: notice n1, change=");
        assertThat(status.out()).anyMatch(line -> line.matches("Notices: +1 to be read .*entity list notice.*"));
    }

    @Test
    void aTypeThatThereIsNotIsAnErrorThatNamesThoseThatThereAre() {
        // Given
        Result unused = cli.run("entity", "put", "profile", "ada", "{}");

        // When
        Result listed = cli.run("entity", "list", "profiles");

        // Then
        assertThat(listed.exit()).isEqualTo(1);
        assertThat(listed.err())
                .containsExactly("there is no entity type profiles; there are command, notice, profile, stock");
        assertThat(cli.run("entity", "list", "notice").exit()).isZero();
        assertThat(cli.run("entity", "list", "stock").exit()).isZero();
    }

    @Test
    void aMistakeIsSaidInOneLine() {
        // When
        Result noJson = cli.run("entity", "put", "profile", "ada", "Ada");
        Result noType = cli.run("entity", "put", "parcel", "p", "{}");

        // Then
        assertThat(noJson.exit()).isEqualTo(2);
        assertThat(noJson.err()).contains("JSON must be an object, such as '{\"name\":\"Ada\"}'.");
        assertThat(noType.exit()).isEqualTo(1);
        assertThat(noType.err()).anyMatch(line -> line.contains("declares no such type"));
    }
}
