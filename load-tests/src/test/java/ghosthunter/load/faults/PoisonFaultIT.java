package ghosthunter.load.faults;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.chain.Chain;
import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.id.Hash;
import ghosthunter.load.fleet.ProcessLocker;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Changes that a locker recorded and the hub cannot judge, as another version of the locker might have written them. */
@Timeout(180)
class PoisonFaultIT {
    private static final long SEED = 13L;
    private static final int DROPS = 20;

    private static final String LINE = "{\"id\":\"%s\",\"type\":\"%s\",\"key\":\"%s\",\"op\":\"%s\",\"at\":\"%s\","
            + "\"boot\":\"boot-1\",\"up_ms\":1,\"hlc\":1,\"base\":0,\"data\":%s}";
    private static final String AT = "2026-02-20T18:00:00Z";

    @TempDir
    private Path directory;

    private TestFleet fleet;

    @BeforeEach
    void startTheFleet() throws Exception {
        fleet = TestFleet.start(directory, SEED);
        fleet.addLockers(2, 1);
    }

    @AfterEach
    void stopTheFleet() {
        fleet.close();
    }

    @Test
    void poisonIsRecordedQuarantinedAndAcknowledgedAndHoldsNobodyUp() throws Exception {
        // Given
        ProcessLocker locker = (ProcessLocker) fleet.locker(2);
        String before = fleet.dropOff(locker);
        fleet.awaitSettled();
        locker.kill();
        List<String> poison = poison();
        infect(locker, poison);
        locker.restart();

        // When
        String behind = fleet.dropOff(locker);
        fleet.dropOffs(DROPS);
        fleet.awaitSettled();

        // Then
        fleet.assertReconciled(DROPS + 2);
        assertThat(fleet.count(
                        "SELECT count(*) FROM packages WHERE tracking_id IN ('" + before + "', '" + behind + "')"))
                .isEqualTo(2);
        assertThat(fleet.count("SELECT count(*) FROM quarantine WHERE released_at IS NULL"))
                .isEqualTo(poison.size());
        assertThat(fleet.count("SELECT count(*) FROM quarantine JOIN ledger USING (tenant, device, epoch, lane, seq)"
                        + " WHERE device = '" + locker.code() + "'"))
                .isEqualTo(poison.size());
        assertThat(fleet.count("SELECT count(*) FROM finding WHERE kind = 'poison'"))
                .isPositive();
        assertThat(fleet.count("SELECT count(DISTINCT epoch) FROM ledger WHERE device = '" + locker.code() + "'"))
                .isEqualTo(1);
    }

    private static List<String> poison() {
        String longName = "A".repeat(100);
        return List.of(
                change("package", "PKG-P1", "CREATE", AT, "{\"compartment\":\"" + longName + "\"}"),
                change("package", "PKG-P2", "CREATE", AT, "{\"compartment\":\"A\\u0000\"}"),
                change("package", "PKG-P3", "CREATE", "2026-02-30T18:00:00Z", "{}"),
                change("package", "PKG-P4", "PICKUP", AT, "{}"),
                change("package", "PKG-P5", "EXPLODE", AT, "{}"),
                change("spaceship", "PKG-P6", "CREATE", AT, "{}"),
                change("package", "PKG-P7\\u0000", "CREATE", AT, "{}"),
                "} this is no JSON {");
    }

    private static String change(String type, String key, String op, String at, String data) {
        return LINE.formatted(UUID.randomUUID(), type, key, op, at, data);
    }

    /** Appends lines to the chain of a locker that is switched off. */
    private static void infect(ProcessLocker locker, List<String> lines) throws SQLException {
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + locker.database())) {
            Head head = head(sqlite);
            for (String text : lines) {
                Line line = Line.of(text);
                head = Chain.append(head, line);
                append(sqlite, head, line);
            }
        }
    }

    private static Head head(Connection sqlite) throws SQLException {
        try (PreparedStatement select = sqlite.prepareStatement("SELECT seq, hash FROM lane_head WHERE lane = ?")) {
            select.setInt(1, Lane.CRITICAL.weight());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return new Head(Lane.CRITICAL, row.getLong(1), Hash.of(row.getBytes(2)));
            }
        }
    }

    private static void append(Connection sqlite, Head head, Line line) throws SQLException {
        update(sqlite, "UPDATE store SET record_no = record_no + 1");
        update(
                sqlite,
                "INSERT INTO outbox (lane, seq, record_no, change_id, type, op, line, hash, recorded_at)"
                        + " SELECT ?, ?, record_no, ?, 'package', 'CREATE', ?, ?, ? FROM store",
                head.lane().weight(),
                head.seq(),
                UUID.randomUUID().toString(),
                line.bytes(),
                head.hash().bytes(),
                AT);
        update(
                sqlite,
                "UPDATE lane_head SET seq = ?, hash = ? WHERE lane = ?",
                head.seq(),
                head.hash().bytes(),
                head.lane().weight());
    }

    private static void update(Connection sqlite, String sql, Object... values) throws SQLException {
        try (PreparedStatement update = sqlite.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                update.setObject(i + 1, values[i]);
            }
            int unused = update.executeUpdate();
        }
    }
}
