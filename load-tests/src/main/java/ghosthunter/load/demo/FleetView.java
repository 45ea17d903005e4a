package ghosthunter.load.demo;

import ghosthunter.load.fleet.FleetLocker;
import ghosthunter.load.proxy.ChaosProxy;
import ghosthunter.load.proxy.FaultCounts;
import ghosthunter.load.reconcile.LockerCount;
import ghosthunter.load.report.LockerLine;
import ghosthunter.load.report.Screen;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** What the lockers' files and Postgres say, on the screen. Blocking; one thread uses it. */
final class FleetView implements AutoCloseable {
    private static final long REFRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final Duration SETTLE_MAX = Duration.ofMinutes(5);
    private static final String STORED = "SELECT locker_id, count(*) FROM packages GROUP BY locker_id";

    private final Screen screen;
    private final String jdbcUrl;
    private Map<String, Long> stored = Map.of();
    private Set<String> cutOff = Set.of();
    private boolean hubUp = true;
    private long refreshedNanos = System.nanoTime() - REFRESH_NANOS;

    FleetView(Screen screen, String jdbcUrl) {
        this.screen = screen;
        this.jdbcUrl = jdbcUrl;
    }

    /** These have no network. */
    void cutOff(List<FleetLocker> lockers) {
        cutOff = lockers.stream().map(FleetLocker::code).collect(Collectors.toUnmodifiableSet());
    }

    void hubIsDown() {
        hubUp = false;
    }

    void hubIsUp() {
        hubUp = true;
    }

    /** Shows the fleet, at most four times a second. */
    void refresh(List<FleetLocker> lockers) throws SQLException {
        if (System.nanoTime() - refreshedNanos >= REFRESH_NANOS) {
            show(lines(lockers));
        }
    }

    /** Shows the fleet until these of it have nothing pending. */
    void awaitSettled(List<FleetLocker> lockers, List<FleetLocker> awaited) throws SQLException {
        Set<String> codes = awaited.stream().map(FleetLocker::code).collect(Collectors.toUnmodifiableSet());
        long deadline = System.nanoTime() + SETTLE_MAX.toNanos();
        List<LockerLine> lines = lines(lockers);
        show(lines);
        while (lines.stream().anyMatch(line -> codes.contains(line.code()) && line.pending() > 0)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "changes are still pending after " + SETTLE_MAX.toMinutes() + " minutes");
            }
            LockSupport.parkNanos(REFRESH_NANOS);
            lines = lines(lockers);
            show(lines);
        }
    }

    /** What the networks did, in words. */
    static String faults(List<ChaosProxy> networks) {
        FaultCounts all = networks.stream()
                .map(ChaosProxy::counts)
                .reduce(FaultCounts::plus)
                .orElseThrow();
        return all.cutsUp() + " uploads cut, " + all.missingAcks() + " acknowledgements lost, " + all.duplicates()
                + " requests doubled, " + all.severed() + " connections torn, " + all.refused() + " refused";
    }

    @Override
    public void close() {
        screen.close();
    }

    private List<LockerLine> lines(List<FleetLocker> lockers) throws SQLException {
        if (hubUp) {
            stored = stored();
        }
        List<LockerLine> lines = new ArrayList<>(lockers.size());
        for (FleetLocker locker : lockers) {
            lines.add(line(locker, LockerCount.read(locker.database())));
        }
        return lines;
    }

    private void show(List<LockerLine> lines) {
        screen.show(lines);
        refreshedNanos = System.nanoTime();
    }

    private LockerLine line(FleetLocker locker, LockerCount count) {
        return new LockerLine(
                locker.code(),
                cutOff.contains(locker.code()) ? LockerLine.Network.DOWN : LockerLine.Network.UP,
                count.recorded(),
                count.pending(),
                stored.getOrDefault(locker.code(), 0L),
                state(locker, count));
    }

    private static String state(FleetLocker locker, LockerCount count) {
        if (!locker.running()) {
            return "no power";
        }
        return count.pending() == 0 ? "in sync" : "pending";
    }

    private Map<String, Long> stored() throws SQLException {
        Map<String, Long> counts = new HashMap<>();
        try (Connection postgres = DriverManager.getConnection(jdbcUrl);
                Statement select = postgres.createStatement();
                ResultSet rows = select.executeQuery(STORED)) {
            while (rows.next()) {
                counts.put(rows.getString(1), rows.getLong(2));
            }
        }
        return counts;
    }
}
