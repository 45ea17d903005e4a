package ghosthunter.load.faults;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.edge.outbox.EntityEdit;
import ghosthunter.load.fleet.EmbeddedLocker;
import ghosthunter.load.fleet.FleetLocker;
import ghosthunter.load.fleet.Waiting;
import ghosthunter.load.process.WorkDirectory;
import ghosthunter.load.proxy.FaultPlan;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Generated histories: five devices write to the same few entities of every merge policy, offline and through networks that cut,
 * double and lose. After the last fault, without new writes, all stores become equal, nothing that a device accepted is lost,
 * and every count is exact. The seed is in the report of a failure.
 */
class ConvergenceFaultIT {
    private static final Logger LOG = LoggerFactory.getLogger(ConvergenceFaultIT.class);
    private static final int DEVICES = 5;
    private static final int KEYS = 3;
    private static final int STEPS_MAX = 120;
    private static final String COUNTER = "stock";
    private static final String APPENDED = "journal";
    private static final List<String> TYPES =
            List.of("terminal", "central", "last", "fields", "three", "most", COUNTER, APPENDED, "manual");

    private static final List<FaultPlan> WEATHER = List.of(
            FaultPlan.NONE,
            FaultPlan.NONE.withCutUpload(0.5, 300, 2_000),
            FaultPlan.NONE.withMissingAck(0.5),
            FaultPlan.NONE.withDuplicate(0.5, 1, 5),
            FaultPlan.NONE.withLateReplay(0.5, 1, 2));

    @SuppressWarnings("NullAway.Init") // by @BeforeContainer, which NullAway does not know
    private static WorkDirectory directory;

    @SuppressWarnings("NullAway.Init") // as above
    private static TestFleet fleet;

    private static int tries;

    /** One step of a history. */
    private interface Step {
        void run(int attempt, Set<String> accepted);
    }

    @BeforeContainer
    static void startTheFleet() throws Exception {
        directory = WorkDirectory.create("ghosthunter-convergence");
        Path entities = directory.path().resolve("entities.yaml");
        try (var resource = ConvergenceFaultIT.class.getResourceAsStream("/convergence.yaml")) {
            long unused = Files.copy(resource, entities);
        }
        fleet = TestFleet.start(directory.path(), 20_260_220L, entities);
        fleet.addLockers(DEVICES, 0);
        fleet.awaitFirstReceipts();
    }

    @AfterContainer
    static void stopTheFleet() {
        fleet.close();
        directory.close();
    }

    @Property(tries = 4, shrinking = ShrinkingMode.OFF)
    void whateverHappensAllStoresBecomeEqualAndNothingIsLost(@ForAll("histories") List<Step> history) throws Exception {
        // Given
        int attempt = ++tries;
        Set<String> accepted = new HashSet<>();

        // When
        history.forEach(step -> step.run(attempt, accepted));
        fleet.network(FaultPlan.NONE);
        fleet.restore();
        fleet.awaitSettled();
        fleet.awaitAssertion(() -> assertThat(differences())
                .as("what a device holds otherwise than the hub")
                .isEmpty());

        // Then
        LOG.atWarn()
                .addKeyValue("steps", history.size())
                .addKeyValue("accepted", accepted.size())
                .log("history has ended");
        assertThat(accepted).as("a history that says something").hasSizeGreaterThan(STEPS_MAX / 4);
        assertThat(idsOf(attempt)).isEqualTo(accepted);
        assertThat(counts(attempt)).isEqualTo(sumsOfDeltas(attempt));
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        Arbitrary<Integer> device = Arbitraries.integers().between(0, DEVICES - 1);
        Arbitrary<Step> write = Combinators.combine(
                        device,
                        Arbitraries.of(TYPES),
                        Arbitraries.integers().between(1, KEYS),
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.integers().between(-9, 9))
                .as((by, type, key, what, value) ->
                        (attempt, accepted) -> write(by, type, attempt + "-" + key, edit(type, what, value))
                                .ifPresent(accepted::add));
        Arbitrary<Step> weather = Arbitraries.of(WEATHER).map(plan -> (attempt, accepted) -> fleet.network(plan));
        Arbitrary<Step> cut = device.map(at ->
                (attempt, accepted) -> Waiting.until(fleet.locker(at).network().sever()));
        Arbitrary<Step> heal = device.map(at ->
                (attempt, accepted) -> Waiting.until(fleet.locker(at).network().restore()));
        return Arbitraries.frequencyOf(Tuple.of(20, write), Tuple.of(1, weather), Tuple.of(2, cut), Tuple.of(2, heal))
                .list()
                .ofMinSize(STEPS_MAX / 2)
                .ofMaxSize(STEPS_MAX);
    }

    private static EntityEdit edit(String type, int what, int value) {
        if (type.equals(COUNTER)) {
            return what < 8 ? new EntityEdit.Add(value) : new EntityEdit.Count(value);
        }
        if (type.equals(APPENDED) || what < 4) {
            return new EntityEdit.Put("{\"a\":%d,\"b\":\"%d\"}".formatted(value, what));
        }
        return what < 9
                ? new EntityEdit.Patch("{\"%s\":%d}".formatted(what % 2 == 0 ? "a" : "b", value))
                : new EntityEdit.Delete();
    }

    /** The id of the change, unless the device refuses to record it: a patch of what is not there. */
    private static Optional<String> write(int by, String type, String key, EntityEdit edit) {
        try {
            return Optional.of(((EmbeddedLocker) fleet.locker(by)).write(type, key, edit));
        } catch (IllegalStateException e) {
            return Optional.empty();
        }
    }

    /** Every entity that some device sees otherwise than the hub, with both sides. */
    private static List<String> differences() throws SQLException {
        List<String> differences = new ArrayList<>();
        Map<String, JsonObject> hub = atHub();
        for (FleetLocker locker : fleet.lockers()) {
            Map<String, JsonObject> device = at(locker);
            Set<String> names = new TreeSet<>(hub.keySet());
            names.addAll(device.keySet());
            names.stream()
                    .filter(name -> !Objects.equals(hub.get(name), device.get(name)))
                    .map(name -> "%s of %s: %s, at the hub: %s"
                            .formatted(name, locker.code(), device.get(name), hub.get(name)))
                    .forEach(differences::add);
        }
        return differences;
    }

    private static Map<String, JsonObject> atHub() throws SQLException {
        return documents(
                fleet.hub().jdbcUrl(),
                "SELECT type, key, data::text FROM entity WHERE NOT deleted AND type <> 'notice'");
    }

    private static Map<String, JsonObject> at(FleetLocker locker) throws SQLException {
        return documents(
                "jdbc:sqlite:" + locker.database(),
                "SELECT type, key, data FROM entity WHERE visible AND type <> 'notice'");
    }

    private static Map<String, JsonObject> documents(String url, String query) throws SQLException {
        Map<String, JsonObject> documents = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection(url);
                Statement select = connection.createStatement();
                ResultSet row = select.executeQuery(query)) {
            while (row.next()) {
                documents.put(row.getString(1) + "/" + row.getString(2), new JsonObject(row.getString(3)));
            }
        }
        return documents;
    }

    /** The changes of this history that the ledger has, each of them once. */
    private static Set<String> idsOf(int attempt) throws SQLException {
        Set<String> ids = new HashSet<>();
        try (Connection connection = DriverManager.getConnection(fleet.hub().jdbcUrl());
                Statement select = connection.createStatement();
                ResultSet row = select.executeQuery(
                        "SELECT change_id::text FROM ledger WHERE variant = 0 AND key LIKE '" + attempt + "-%'")) {
            while (row.next()) {
                assertThat(ids.add(row.getString(1))).as("each once").isTrue();
            }
        }
        return ids;
    }

    private static Map<String, Long> counts(int attempt) throws SQLException {
        Map<String, Long> counts = new TreeMap<>();
        atHub().forEach((name, data) -> {
            if (name.startsWith(COUNTER + "/" + attempt + "-")) {
                counts.put(name, data.getLong("count"));
            }
        });
        return counts;
    }

    /** What the lines say that the devices signed. */
    private static Map<String, Long> sumsOfDeltas(int attempt) throws SQLException {
        Map<String, Long> sums = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection(fleet.hub().jdbcUrl());
                Statement select = connection.createStatement();
                ResultSet row = select.executeQuery("SELECT key, line FROM ledger WHERE variant = 0 AND type = '"
                        + COUNTER + "' AND key LIKE '" + attempt + "-%'")) {
            while (row.next()) {
                JsonObject line = new JsonObject(new String(row.getBytes(2), StandardCharsets.UTF_8));
                JsonObject data = line.getJsonObject("data");
                long delta = line.getString("op").equals("ADD")
                        ? data.getLong("delta")
                        : data.getLong("count") - data.getLong("seen");
                sums.merge(COUNTER + "/" + row.getString(1), delta, Long::sum);
            }
        }
        return sums;
    }
}
