package ghosthunter.load.bench;

import ghosthunter.load.bench.Subscriber.Expected;
import ghosthunter.load.bench.Subscriber.Tally;
import ghosthunter.load.bench.frame.Benchmark;
import ghosthunter.load.bench.frame.Chart;
import ghosthunter.load.bench.frame.Figure;
import ghosthunter.load.bench.frame.Goal;
import ghosthunter.load.bench.frame.Latencies;
import ghosthunter.load.bench.frame.Result;
import ghosthunter.load.process.WorkDirectory;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import picocli.CommandLine.Command;

/** {@code fleet.jar bench trigger}. */
@Command(
        name = "trigger",
        mixinStandardHelpOptions = true,
        header = "How soon a device is called when something was changed for it, with few and with many that listen.",
        description = {
            "Entities of single devices and of groups of ten are changed by SQL, 1,000 a second, each by a transaction of its",
            "own. The clock runs from the answer to the commit until the call is at the device. First with 1,000 open",
            "WebSockets, then with 10,000; each device is called once in a round, then all sync, pull and compare: no change",
            "may be missing. At last with exchanges beside it: every device syncs at once when it is called."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  java -jar fleet.jar bench trigger --quick", "  java -jar fleet.jar bench trigger"})
final class TriggerBench extends Benchmark {
    private static final double P99_MS_MAX = 50;
    private static final double TIMES_FEW = 1.5;
    private static final double BYTES_PER_KB = 1_000;

    /** Of so many devices the first ten are a group; in a round it is changed once, and so is each other device of them. */
    private static final int BLOCK = 50;

    private static final int MEMBERS = 10;

    /** What hub, database and devices carry together on two cores when each call is followed by an exchange. */
    private static final int BUSY_PER_S = 200;

    private static final int CHANGES_A_BLOCK = 1 + BLOCK - MEMBERS;

    private static final String FILL = """
            INSERT INTO entity (tenant, type, key, version, data, audience, hlc, device, run_from, updated_at)
            SELECT 'default', 'sign', q.key, 1, '{"number": -1}', q.audience, 1, 'hub', 1, now()
            FROM unnest(?::text[], ?::text[]) AS q (key, audience)
            """;

    private static final String JOIN = """
            INSERT INTO device_group (tenant, name, device)
            SELECT 'default', q.name, q.device
            FROM unnest(?::text[], ?::text[]) AS q (name, device)
            """;

    private static final String CHANGE = """
            UPDATE entity
            SET data = jsonb_build_object('number', ?::bigint)
            WHERE tenant = 'default' AND type = 'sign' AND key = ?
            """;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private long numbered;

    /** How a number of devices fared. */
    private record Load(int streams, int perS, Tally tally) {}

    @Override
    protected Result measure() throws Exception {
        try (WorkDirectory directory = WorkDirectory.create("ghosthunter-bench");
                BenchHub hub = BenchHub.start(directory.path())) {
            List<Subscriber> all = hub.lockers(pick(200, 10_000, 10_000)).stream()
                    .map(Subscriber::new)
                    .toList();
            List<Subscriber> few = all.subList(0, pick(100, 1_000, 1_000));
            fill(hub, all);
            Subscribers devices = new Subscribers(vertx, hub.process().port());
            devices.connect();
            say("the hub is up; warming it");
            devices.open(few);
            devices.sync(few);
            Load unused = load(hub, devices, few, perS(), pick(1, 5, 15));
            Latencies yardstick = NotifyYardstick.run(hub, perS(), perS() * pick(1, 5, 10));
            say("NOTIFY: p50 %.1f ms, p99 %.1f ms".formatted(yardstick.ms(50), yardstick.ms(99)));
            Load withFew = load(hub, devices, few, perS(), pick(1, 5, 20));
            long heapBytes = hub.liveHeapBytes();
            List<Subscriber> more = all.subList(few.size(), all.size());
            devices.open(more);
            double streamBytes = (hub.liveHeapBytes() - heapBytes) / (double) more.size();
            devices.sync(more);
            Load withAll = load(hub, devices, all, perS(), pick(1, 1, 3));
            devices.syncsAtOnce(true);
            Load busy = load(hub, devices, all.subList(0, BUSY_PER_S), BUSY_PER_S, pick(1, 5, 20));
            devices.close();
            return result(yardstick, withFew, withAll, busy, streamBytes);
        } finally {
            var unused = vertx.close();
        }
    }

    private int perS() {
        return pick(100, 1_000, 1_000);
    }

    private static String group(int number) {
        return "group-" + number;
    }

    private static String code(Subscriber subscriber) {
        return subscriber.locker().device().device().value();
    }

    private static void fill(BenchHub hub, List<Subscriber> subscribers) throws SQLException {
        List<String> keys = new ArrayList<>();
        List<String> audiences = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        List<String> members = new ArrayList<>();
        for (Subscriber subscriber : subscribers) {
            keys.add(code(subscriber));
            audiences.add("d:" + code(subscriber));
        }
        for (int i = 0; i < subscribers.size() / BLOCK; i++) {
            keys.add(group(i));
            audiences.add("g:" + group(i));
            for (Subscriber member : members(subscribers, i)) {
                groups.add(group(i));
                members.add(code(member));
            }
        }
        insert(hub, FILL, keys, audiences);
        insert(hub, JOIN, groups, members);
        hub.execute("ANALYZE");
    }

    private static List<Subscriber> members(List<Subscriber> subscribers, int group) {
        return subscribers.subList(group * BLOCK, group * BLOCK + MEMBERS);
    }

    private static void insert(BenchHub hub, String sql, List<String> first, List<String> second) throws SQLException {
        try (PreparedStatement insert = hub.postgres().prepareStatement(sql)) {
            insert.setArray(1, hub.postgres().createArrayOf("text", first.toArray()));
            insert.setArray(2, hub.postgres().createArrayOf("text", second.toArray()));
            int unused = insert.executeUpdate();
        }
    }

    /** Rounds in which each device is called once, or, where it syncs at once, may be called in each. */
    private Load load(BenchHub hub, Subscribers devices, List<Subscriber> listening, int perS, int rounds)
            throws Exception {
        int count = listening.size() / BLOCK * CHANGES_A_BLOCK;
        for (int round = 0; round < rounds; round++) {
            long mark = ++numbered;
            PacedWriters.run(
                    hub, CHANGE, perS, count, (statement, number) -> change(statement, mark, listening, number));
            devices.told();
            devices.sync(listening);
        }
        Tally tally = devices.takeTally();
        say("%,d streams, %,d changes/s: called after p50 %.1f ms, p99 %.1f ms"
                .formatted(listening.size(), perS, tally.told.ms(50), tally.told.ms(99)));
        return new Load(listening.size(), perS, tally);
    }

    private static LongConsumer change(PreparedStatement statement, long mark, List<Subscriber> listening, int number)
            throws SQLException {
        int block = number / CHANGES_A_BLOCK;
        int place = number % CHANGES_A_BLOCK;
        List<Subscriber> concerned =
                place == 0 ? members(listening, block) : List.of(listening.get(block * BLOCK + MEMBERS - 1 + place));
        String key = place == 0 ? group(block) : code(concerned.get(0));
        List<Expected> expected =
                concerned.stream().map(device -> device.expect(key, mark)).toList();
        statement.setLong(1, mark);
        statement.setString(2, key);
        int changed = statement.executeUpdate();
        BenchHub.require(changed == 1, "no entity " + key);
        return nowNanos -> expected.forEach(change -> change.committed(nowNanos));
    }

    private static Result result(Latencies yardstick, Load few, Load all, Load busy, double streamBytes) {
        List<Figure> figures = new ArrayList<>();
        for (Load load : List.of(few, all)) {
            String of = "%,d streams, %,d changes/s: ".formatted(load.streams(), load.perS());
            figures.add(Figure.of(of + "commit to call, p50", load.tally().told.ms(50), "ms")
                    .beside(yardstick.ms(50)));
            figures.add(Figure.of(of + "commit to call, p99", load.tally().told.ms(99), "ms")
                    .beside(yardstick.ms(99))
                    .should(Goal.atMost(P99_MS_MAX)));
        }
        figures.add(Figure.of(
                        "the same p99, all streams beside few", all.tally().told.ms(99), "ms")
                .beside(few.tally().told.ms(99))
                .should(Goal.ratioAtMost(TIMES_FEW)));
        String each = "each syncs at once, %,d changes/s: ".formatted(busy.perS());
        figures.add(Figure.of(each + "commit to call, p99", busy.tally().told.ms(99), "ms"));
        figures.add(Figure.of(
                each + "commit to its data at the device, p50",
                busy.tally().read.ms(50),
                "ms"));
        figures.add(Figure.of(
                each + "commit to its data at the device, p99",
                busy.tally().read.ms(99),
                "ms"));
        figures.add(Figure.of("heap of the hub for a stream", streamBytes / BYTES_PER_KB, "kB"));
        return new Result(
                "the NOTIFY of a transaction at a session that listens, same PostgreSQL, same rate, same run",
                figures,
                List.of(
                        "of %d changes one is of a group of %d devices; %d changes are a transaction of plain SQL"
                                .formatted(CHANGES_A_BLOCK, MEMBERS, PacedWriters.A_TRANSACTION),
                        "every change was at every device that it concerns, by signed exchanges that pull",
                        "the machine is shared by hub, PostgreSQL, the sessions that write, and the devices"),
                new Chart(
                        "trigger: from the commit to the call at the device",
                        "percentile",
                        "ms",
                        List.of(
                                few.tally().told.series("%,d streams".formatted(few.streams())),
                                all.tally().told.series("%,d streams".formatted(all.streams())),
                                yardstick.series("NOTIFY"))));
    }
}
