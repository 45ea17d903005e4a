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
import picocli.CommandLine.Command;

/** {@code fleet.jar bench trigger}. */
@Command(
        name = "trigger",
        mixinStandardHelpOptions = true,
        header = "How soon a device is called when something was changed for it, with few and with many that listen.",
        description = {
            "Entities of single devices and of groups of ten are changed by SQL, 1,000 a second, each by a transaction of its",
            "own. The clock runs from the answer to the commit until the call is at the device, which syncs at once, pulls",
            "and compares: no change may be missing. First with 1,000 open WebSockets, then with 10,000."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  java -jar fleet.jar bench trigger --quick", "  java -jar fleet.jar bench trigger"})
final class TriggerBench extends Benchmark {
    private static final double P99_MS_MAX = 50;
    private static final double TIMES_FEW = 1.5;
    private static final double BYTES_PER_KB = 1_000;

    /** One of so many changes is of a group. */
    private static final int GROUP_CHANGE_EACH = 50;

    private static final int MEMBERS = 10;
    private static final int GROUPS = 2;

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
    private record Load(int streams, double perS, Tally tally, CpuTime cpu) {}

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
            listen(devices, few);
            Load unused = load(hub, devices, few, pick(1, 8, 20));
            Latencies yardstick = NotifyYardstick.run(hub, perS(), perS() * pick(1, 5, 15));
            say("NOTIFY: p50 %.1f ms, p99 %.1f ms".formatted(yardstick.ms(50), yardstick.ms(99)));
            Load withFew = load(hub, devices, few, pick(1, 6, 20));
            long heapBytes = hub.liveHeapBytes();
            List<Subscriber> more = all.subList(few.size(), all.size());
            devices.open(more);
            double streamBytes = (hub.liveHeapBytes() - heapBytes) / (double) more.size();
            devices.sync(more);
            Load withAll = load(hub, devices, all, pick(1, 6, 20));
            devices.close();
            return result(yardstick, withFew, withAll, streamBytes);
        } finally {
            var unused = vertx.close();
        }
    }

    private int perS() {
        return pick(100, 1_000, 1_000);
    }

    private static void listen(Subscribers devices, List<Subscriber> subscribers) {
        devices.open(subscribers);
        devices.sync(subscribers);
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
        for (int i = 0; i < GROUPS; i++) {
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
        return subscribers.subList(group * MEMBERS, (group + 1) * MEMBERS);
    }

    private static void insert(BenchHub hub, String sql, List<String> first, List<String> second) throws SQLException {
        try (PreparedStatement insert = hub.postgres().prepareStatement(sql)) {
            insert.setArray(1, hub.postgres().createArrayOf("text", first.toArray()));
            insert.setArray(2, hub.postgres().createArrayOf("text", second.toArray()));
            int unused = insert.executeUpdate();
        }
    }

    private Load load(BenchHub hub, Subscribers devices, List<Subscriber> listening, int seconds) throws Exception {
        CpuTime before = hub.cpu();
        long from = numbered;
        int count = perS() * seconds;
        numbered += count;
        double perS = PacedWriters.run(
                hub, CHANGE, perS(), count, (statement, number) -> change(statement, from + number, listening, number));
        Tally tally = devices.settled();
        CpuTime cpu = hub.cpu().since(before);
        say("%,d streams, %,.0f changes/s: called after p50 %.1f ms, p99 %.1f ms"
                .formatted(listening.size(), perS, tally.told.ms(50), tally.told.ms(99)));
        return new Load(listening.size(), perS, tally, cpu);
    }

    /** The same entity is always changed by the same session: its numbers only grow. */
    private static void change(PreparedStatement statement, long mark, List<Subscriber> listening, int number)
            throws SQLException {
        boolean ofGroup = number % GROUP_CHANGE_EACH == 0;
        int group = number / GROUP_CHANGE_EACH % GROUPS;
        List<Subscriber> concerned =
                ofGroup ? members(listening, group) : List.of(listening.get(number % listening.size()));
        String key = ofGroup ? group(group) : code(concerned.get(0));
        List<Expected> expected =
                concerned.stream().map(device -> device.expect(key, mark)).toList();
        statement.setLong(1, mark);
        statement.setString(2, key);
        int changed = statement.executeUpdate();
        long nowNanos = System.nanoTime();
        BenchHub.require(changed == 1, "no entity " + key);
        expected.forEach(change -> change.committed(nowNanos));
    }

    private static Result result(Latencies yardstick, Load few, Load all, double streamBytes) {
        List<Figure> figures = new ArrayList<>();
        for (Load load : List.of(few, all)) {
            String of = "%,d streams: ".formatted(load.streams());
            Tally tally = load.tally();
            figures.add(Figure.of(of + "changes", load.perS(), "1/s"));
            figures.add(Figure.of(of + "commit to call, p50", tally.told.ms(50), "ms")
                    .beside(yardstick.ms(50)));
            figures.add(Figure.of(of + "commit to call, p99", tally.told.ms(99), "ms")
                    .beside(yardstick.ms(99))
                    .should(Goal.atMost(P99_MS_MAX)));
            figures.add(Figure.of(of + "commit to the data at the device, p99", tally.read.ms(99), "ms"));
            figures.add(Figure.count(of + "data that came without a call of their own", tally.withoutCall, "changes"));
            figures.addAll(load.cpu().shares(of));
        }
        figures.add(
                Figure.of("p99 with all streams beside few", all.tally().told.ms(99), "ms")
                        .beside(few.tally().told.ms(99))
                        .should(Goal.ratioAtMost(TIMES_FEW)));
        figures.add(Figure.of("heap of the hub for a stream", streamBytes / BYTES_PER_KB, "kB"));
        return new Result(
                "the NOTIFY of a transaction at a session that listens, same PostgreSQL, same rate, same run",
                figures,
                List.of(
                        "one change of %d is of a group of %d devices; every call is followed by a signed exchange that pulls"
                                .formatted(GROUP_CHANGE_EACH, MEMBERS),
                        "a call counts for all changes before it; what a device read without one counts until it had the data",
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
