package ghosthunter.hub.merge;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.entity.EntityType;
import ghosthunter.codecs.entity.EntityType.Fields;
import ghosthunter.codecs.entity.PolicyName;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;

/**
 * Devices that saw the same version write offline, each one after the other. However their writes come in, each device's in
 * its order, the entity is the same where the policy promises it.
 */
class MergeProperties {
    private static final String SEED = "{\"x\":0,\"y\":0,\"points\":50,\"count\":100}";

    /** A write: which device, and its own number of minutes after noon. */
    record Write(int device, String op, JsonObject data) {}

    @Property
    void theLastWriterWinsInAnyOrder(@ForAll("documents") @Size(max = 8) List<Write> writes, @ForAll Random order) {
        EntityState state = convergesOn(EntityType.of("thing", PolicyName.LAST_WRITER_WINS), writes, order);
        assertThat(state.version()).isEqualTo(1 + writes.size());
    }

    @Property
    void fieldsAreMergedInAnyOrder(@ForAll("patches") @Size(max = 8) List<Write> writes, @ForAll Random order) {
        EntityState state = convergesOn(EntityType.of("thing", PolicyName.FIELD_MERGE), writes, order);
        assertThat(state.version()).isEqualTo(1 + writes.size());
    }

    @Property
    void theHighestStaysInAnyOrder(@ForAll("documents") @Size(max = 8) List<Write> writes, @ForAll Random order) {
        Fields fields = new Fields(List.of("points"), List.of(), List.of(), "count", "p", "r");
        EntityState state = convergesOn(Meetings.type(PolicyName.MAX, fields, false, null), writes, order);
        long highest = writes.stream()
                .filter(write -> !write.op().equals("DELETE"))
                .mapToLong(write -> write.data().getLong("points"))
                .reduce(50, Math::max);
        assertThat(state.data().getLong("points")).isEqualTo(highest);
    }

    @Property
    void aCounterIsTheSumOfItsMovesInAnyOrder(
            @ForAll("moves") @Size(max = 12) List<Write> writes, @ForAll Random order) {
        EntityType type = Meetings.type(PolicyName.COUNTER, Fields.NONE, true, null);
        EntityState state = convergesOn(type, writes, order);
        long sum = writes.stream().mapToLong(MergeProperties::delta).sum();
        assertThat(state.data().getLong("count")).isEqualTo(100 + sum);
    }

    @Property
    void aCounterMovesByWhatItsDecisionsSay(@ForAll("moves") @Size(max = 12) List<Write> writes) {
        Meetings hub = Meetings.seeded(PolicyName.COUNTER, SEED);
        long count = 100;
        for (Incoming incoming : stamped(writes)) {
            count += hub.meets(incoming).delta();
        }
        assertThat(hub.state().data().getLong("count")).isEqualTo(count).isGreaterThanOrEqualTo(0);
    }

    @Property
    void noMessageIsLost(@ForAll("messages") @Size(min = 1, max = 8) List<Write> writes) {
        Meetings hub = Meetings.of(PolicyName.APPEND_ONLY);
        JsonObject first = writes.get(0).data();
        for (Write write : writes) {
            Decision decision =
                    hub.meets("D" + write.device(), 1, 0, "CREATE", write.data().encode());
            boolean shown = hub.state().data().equals(write.data());
            boolean kept = decision.result() instanceof MergeResult.Pending pending
                    && pending.proposal().data().equals(write.data())
                    && decision.conflict();
            assertThat(shown || kept).isTrue();
            assertThat(hub.state().data()).isEqualTo(first);
        }
    }

    @Property
    void everyDecisionIsOneVersionFurtherAndTheSameAgain(
            @ForAll PolicyName policy, @ForAll("anything") @Size(max = 8) List<Write> writes, @ForAll boolean forgets) {
        // Given
        EntityType type = EntityType.of("thing", policy);
        Meetings once = Meetings.seeded(type, SEED);
        Meetings again = Meetings.seeded(type, SEED);

        for (Incoming incoming : stamped(writes)) {
            // When
            EntityState before = once.state();
            Decision decision = once.meets(incoming);
            Decision repeated = again.meets(incoming);

            // Then
            assertThat(repeated).isEqualTo(decision);
            assertThat(decision.next().version()).isEqualTo(before.version() + 1);
            assertThat(decision.next().runFrom()).isBetween(1L, decision.next().version());
            assertThat(decision.next().hlc()).isGreaterThanOrEqualTo(before.hlc());
            boolean has = !incoming.isRelative() || before.isKnownTo(incoming);
            boolean made = decision.result() instanceof MergeResult.IncomingWins && has;
            assertThat(decision.next().epoch()).isEqualTo(made ? incoming.epoch() : null);
            if (forgets) {
                once.forget();
                again.forget();
            }
        }
    }

    private static EntityState convergesOn(EntityType type, List<Write> writes, Random order) {
        List<Incoming> stamped = stamped(writes);
        EntityState straight = arrived(type, stamped);
        EntityState shuffled = arrived(type, shuffled(stamped, order));
        assertThat(shuffled.deleted()).isEqualTo(straight.deleted());
        assertThat(shuffled.visible()).isEqualTo(straight.visible());
        assertThat(shuffled.clocks()).isEqualTo(straight.clocks());
        return straight;
    }

    private static EntityState arrived(EntityType type, List<Incoming> writes) {
        Meetings hub = Meetings.seeded(type, SEED);
        for (Incoming write : writes) {
            Decision unused = hub.meets(write);
        }
        return hub.state();
    }

    /** Each device writes once a minute; all saw the first version. */
    private static List<Incoming> stamped(List<Write> writes) {
        List<Incoming> stamped = new ArrayList<>();
        int[] minutes = new int[4];
        for (Write write : writes) {
            int minute = ++minutes[write.device()];
            stamped.add(Meetings.change(
                    "D" + write.device(), minute, 1, write.op(), write.data().encode()));
        }
        return stamped;
    }

    /** Another order in which each device's own writes keep theirs. */
    private static List<Incoming> shuffled(List<Incoming> writes, Random order) {
        List<Incoming> left = new ArrayList<>(writes);
        List<Incoming> result = new ArrayList<>();
        while (!left.isEmpty()) {
            String device = left.get(order.nextInt(left.size())).device();
            Incoming next = left.stream()
                    .filter(write -> write.device().equals(device))
                    .findFirst()
                    .orElseThrow();
            left.remove(next);
            result.add(next);
        }
        return result;
    }

    private static long delta(Write write) {
        return write.op().equals("ADD")
                ? write.data().getLong("delta")
                : write.data().getLong("count") - write.data().getLong("seen");
    }

    @Provide
    Arbitrary<List<Write>> documents() {
        return writes(Arbitraries.frequencyOf(
                Tuple.of(6, document("UPDATE")),
                Tuple.of(1, Arbitraries.just(new Write(0, "DELETE", new JsonObject())))));
    }

    @Provide
    Arbitrary<List<Write>> messages() {
        return writes(document("CREATE"));
    }

    @Provide
    Arbitrary<List<Write>> patches() {
        return writes(Arbitraries.frequencyOf(
                Tuple.of(3, patch("x")),
                Tuple.of(3, patch("y")),
                Tuple.of(1, Arbitraries.just(new Write(0, "DELETE", new JsonObject())))));
    }

    @Provide
    Arbitrary<List<Write>> moves() {
        Arbitrary<Long> number = Arbitraries.longs().between(-60, 60);
        return writes(Arbitraries.oneOf(
                number.map(n -> new Write(0, "ADD", new JsonObject().put("delta", n))),
                number.map(n -> new Write(
                        0, "SET", new JsonObject().put("count", 100 + n).put("seen", 100)))));
    }

    @Provide
    Arbitrary<List<Write>> anything() {
        Arbitrary<Write> odd = Arbitraries.of("ADD", "SET", "RESOLVE", "EXPLODE", "CREATE")
                .map(op -> new Write(0, op, new JsonObject().put("delta", 1)));
        return writes(Arbitraries.oneOf(document("UPDATE"), document("CREATE"), patch("x"), odd));
    }

    private static Arbitrary<Write> document(String op) {
        return Arbitraries.longs()
                .between(1, 99)
                .map(n -> new Write(
                        0, op, new JsonObject().put("x", n).put("y", -n).put("points", n)));
    }

    private static Arbitrary<Write> patch(String field) {
        return Arbitraries.longs().between(1, 99).map(n -> {
            JsonObject patch = n % 5 == 0 ? new JsonObject().putNull(field) : new JsonObject().put(field, n);
            return new Write(0, "PATCH", patch);
        });
    }

    private static Arbitrary<List<Write>> writes(Arbitrary<Write> write) {
        return Arbitraries.integers()
                .between(0, 3)
                .flatMap(device -> write.map(w -> new Write(device, w.op(), w.data())))
                .list();
    }
}
