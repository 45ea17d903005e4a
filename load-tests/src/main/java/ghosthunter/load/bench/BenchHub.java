package ghosthunter.load.bench;

import ghosthunter.load.bench.frame.WrongResultException;
import ghosthunter.load.fleet.HubProcess;
import ghosthunter.load.process.ChildProcess;
import ghosthunter.load.process.WorkDirectory;
import ghosthunter.load.traffic.Drain;
import ghosthunter.load.traffic.ReceiptProof;
import ghosthunter.load.traffic.Registry;
import ghosthunter.load.traffic.SignedLocker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The hub under test: a process of its own with a PostgreSQL of its own, both as they are delivered. Blocking. */
final class BenchHub implements AutoCloseable {
    /** All lockers of a benchmark have one address, as behind a proxy; that the hub has started is told to none. */
    private static final String SETTINGS = """
            http:
              address_connections_max: 20000
            stream:
              restart_window_s: 0
            """;

    /** What makes a commit durable; none of it may be off. */
    private static final String DURABLE = """
            SELECT count(*)
            FROM pg_settings
            WHERE setting = 'on' AND name IN ('fsync', 'synchronous_commit', 'full_page_writes')
            """;

    private static final int DURABLE_COUNT = 3;

    private static final String SEEN = "SELECT FROM packages WHERE tenant = 'default' AND tracking_id = ?";

    private static final String HEAP = "-Xmx2g";
    private static final Duration COLLECTION_MAX = Duration.ofSeconds(30);

    /** PostgreSQL's programs, unpacked once for all hubs of this process; deleted when it ends. */
    private static final class Programs {
        static final Map<String, String> SHARED = Map.of(
                "EMBEDDED_POSTGRES_PROGRAM_DIR", directory().resolve("programs").toString());

        private static Path directory() {
            try {
                return WorkDirectory.create("ghosthunter-postgres").path();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final HubProcess process;
    private final Connection postgres;
    private final ReceiptProof proof;
    private int fleets;

    private BenchHub(HubProcess process, Connection postgres, ReceiptProof proof) {
        this.process = process;
        this.postgres = postgres;
        this.proof = proof;
    }

    /**
     * Starts one.
     *
     * @param jvmOptions more options of its virtual machine
     */
    static BenchHub start(Path directory, String... jvmOptions) throws Exception {
        Path settings = Files.writeString(directory.resolve("hub.yaml"), SETTINGS);
        List<String> options = new ArrayList<>(List.of(HEAP));
        options.addAll(List.of(jvmOptions));
        Path dataDir = Files.createDirectories(directory.resolve("hub"));
        HubProcess process =
                HubProcess.start(dataDir, new HubProcess.Launch(Programs.SHARED, List.copyOf(options), settings));
        try {
            Connection postgres = DriverManager.getConnection(process.jdbcUrl());
            BenchHub hub = new BenchHub(process, postgres, ReceiptProof.of(hubKeys(process.url())));
            hub.requireDurable();
            return hub;
        } catch (Exception e) {
            process.close();
            throw e;
        }
    }

    HubProcess process() {
        return process;
    }

    /** A connection with the rights of the database's owner. */
    Connection postgres() {
        return postgres;
    }

    ReceiptProof proof() {
        return proof;
    }

    /** A connection more with the same rights. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(process.jdbcUrl());
    }

    /** Bytes of the hub's heap that are in use after a collection. */
    long liveHeapBytes() {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        String pid = Long.toString(process.process().pid());
        try (ChildProcess asked = ChildProcess.start(
                "jcmd", List.of(jcmd.toString(), pid, "GC.class_histogram"), Map.of(), Path.of("."))) {
            return Long.parseLong(asked.awaitMatch("^Total +[0-9]+ +([0-9]+)", 0, COLLECTION_MAX)
                    .group(1));
        }
    }

    /** CPU time of the hub and its database. */
    CpuTime cpu() throws SQLException {
        return CpuTime.of(process.process().pid(), number("SELECT pg_backend_pid()"));
    }

    /** Lockers that are let in; their codes are new. */
    List<SignedLocker> lockers(int count) throws SQLException {
        fleets++;
        int fleet = fleets;
        List<SignedLocker> lockers = IntStream.rangeClosed(1, count)
                .parallel()
                .mapToObj(i -> new SignedLocker(proof.hub(), "L%d-%06d".formatted(fleet, i)))
                .toList();
        Registry.letIn(postgres, lockers);
        return lockers;
    }

    /** Nothing is stored any more but who may send; and nothing is left to write behind. */
    void empty() throws SQLException {
        execute("TRUNCATE ledger, evidence, packages CASCADE");
        execute("CHECKPOINT");
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = postgres.createStatement()) {
            boolean unused = statement.execute(sql);
        }
    }

    long number(String sql) throws SQLException {
        return Long.parseLong(text(sql));
    }

    /** The first column of the first row. */
    String text(String sql) throws SQLException {
        try (Statement statement = postgres.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** Whether a package can be seen. */
    boolean isSeen(String trackingId) throws SQLException {
        try (PreparedStatement select = postgres.prepareStatement(SEEN)) {
            select.setString(1, trackingId);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** Runs a statement with two numbers. */
    void execute(String sql, long first, long second) throws SQLException {
        try (PreparedStatement statement = postgres.prepareStatement(sql)) {
            statement.setLong(1, first);
            statement.setLong(2, second);
            boolean unused = statement.execute();
        }
    }

    /** Every receipt is right, and what was acknowledged is stored, projected, once. */
    void requireStored(List<Drain.Delivery> deliveries) throws SQLException {
        requireReceipts(deliveries);
        long sent = deliveries.stream().mapToLong(d -> d.shipment().changes()).sum();
        requireRows("ledger", sent);
        requireRows("packages", sent);
        requireRows("quarantine", 0);
    }

    /** Every receipt is right. */
    void requireReceipts(List<Drain.Delivery> deliveries) {
        long wrong = deliveries.stream()
                .filter(d -> !proof.holds(d.shipment(), d.answer().plainBody()))
                .count();
        require(wrong == 0, wrong + " receipts are wrong");
    }

    void requireRows(String table, long expected) throws SQLException {
        long stored = number("SELECT count(*) FROM " + table);
        require(stored == expected, table + " has " + stored + " rows, sent were " + expected);
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new WrongResultException(otherwise);
        }
    }

    @Override
    public void close() throws SQLException {
        try {
            process.close();
        } finally {
            postgres.close();
        }
    }

    private void requireDurable() throws SQLException {
        require(
                number(DURABLE) == DURABLE_COUNT,
                "PostgreSQL runs without fsync, synchronous_commit or full_page_writes");
    }

    private static byte[] hubKeys(String url) throws Exception {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(url + "/v1/hub-keys"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray())
                    .body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw e;
        }
    }
}
