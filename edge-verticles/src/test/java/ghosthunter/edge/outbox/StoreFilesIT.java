package ghosthunter.edge.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connection as the outbox uses it, and the table as a person sees it. */
class StoreFilesIT {
    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private Path file;
    private Sqlite sqlite;

    @BeforeEach
    void open() {
        file = directory.resolve("locker.db");
        sqlite = TestDevice.await(Sqlite.open(vertx, file));
        TestDevice.await(StoreFiles.check(sqlite, file));
    }

    @AfterEach
    void close() {
        TestDevice.await(sqlite.close());
        TestDevice.await(vertx.close());
    }

    private String pragma(String name) {
        return TestDevice.await(sqlite.first(row -> String.valueOf(row.getValue(0)), "PRAGMA " + name))
                .orElse("");
    }

    @Test
    void everyCommitIsOnTheDiskBeforeTheDoorSaysRecorded() {
        assertThat(pragma("journal_mode")).isEqualTo("wal");
        assertThat(pragma("synchronous")).as("FULL").isEqualTo("2");
        assertThat(pragma("foreign_keys")).isEqualTo("1");
        assertThat(pragma("busy_timeout")).isEqualTo("2000");
        assertThat(pragma("user_version")).isEqualTo("3");
    }

    @Test
    void aPersonReadsThePackageTableWithSqlite3() throws Exception {
        // When
        List<String> columns =
                TestDevice.query(file, "SELECT name FROM pragma_table_info('package') WHERE cid < 7 ORDER BY cid");

        // Then
        assertThat(columns)
                .containsExactly(
                        "id",
                        "tracking_id",
                        "locker_id",
                        "status",
                        "drop_off_timestamp",
                        "sync_attempt_count",
                        "last_sync_attempt");
        assertThat(TestDevice.query(
                        file,
                        "SELECT i.\"unique\", c.name FROM pragma_index_list('package') i, pragma_index_info(i.name) c"
                                + " WHERE i.origin = 'u'"))
                .containsExactly("1|tracking_id");
    }
}
