package ghosthunter.hub.dialect.cpos;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.exchange.Trigger;
import ghosthunter.hub.dialect.cpos.CposRealtime.Session;
import ghosthunter.hub.realtime.StreamLimits;
import ghosthunter.hub.realtime.Streams;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CposRealtimeTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-02-20T12:00:00Z"));
    private static final Terminal TERMINAL = new Terminal(TenantId.DEFAULT, "t1", 1, new JsonObject());

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Streams streams = new Streams(StreamLimits.DEFAULT, CLOCK, () -> 0, new Random(7), registry);
    private final CposRealtime realtime = new CposRealtime(streams, new OneTerminal(), CLOCK);
    private int synced;

    /** Knows {@code t1}. */
    private final class OneTerminal implements CposRealtime.Terminals {
        @Override
        public Future<Terminal> admit(String id, @Nullable String token, String address) {
            return id.equals("t1") && !"bad".equals(token)
                    ? Future.succeededFuture(TERMINAL)
                    : Future.failedFuture(CposFailure.of(404, Callers.TERMINAL_NOT_FOUND));
        }

        @Override
        public void synced(Terminal terminal) {
            synced++;
        }
    }

    /** Keeps what it is sent. */
    private static final class KeptSocket implements CposSocket {
        final List<String> events = new ArrayList<>();
        final @Nullable String token;
        boolean dropped;
        boolean closed;

        KeptSocket(@Nullable String token) {
            this.token = token;
        }

        @Override
        public void emit(String event, JsonObject payload) {
            events.add(event + " " + payload.encode());
        }

        @Override
        public void drop() {
            dropped = true;
        }

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public String address() {
            return "127.0.0.1";
        }

        @Override
        public @Nullable String token() {
            return token;
        }
    }

    private static JsonArray payload(String id) {
        return new JsonArray().add(new JsonObject().put("terminalId", id));
    }

    private double open() {
        return registry.getMeters().stream()
                .filter(meter -> meter.getId().getType() == Meter.Type.GAUGE)
                .mapToDouble(meter -> meter.measure().iterator().next().getValue())
                .sum();
    }

    @Test
    void aTerminalThatRegistersIsAStreamUntilItLeaves() {
        // Given
        KeptSocket socket = new KeptSocket(null);
        Session session = realtime.open(socket);

        // When
        session.event("terminal:register", payload("t1"));
        double opened = open();
        session.closed();

        // Then
        assertThat(opened).isEqualTo(1);
        assertThat(open()).isZero();
        assertThat(socket.events).isEmpty();
    }

    @Test
    void whoIsNoTerminalOrHasAnothersTokenIsNone() {
        // Given
        KeptSocket unknown = new KeptSocket(null);
        KeptSocket forged = new KeptSocket("bad");

        // When
        realtime.open(unknown).event("terminal:register", payload("t2"));
        realtime.open(forged).event("terminal:register", payload("t1"));

        // Then
        assertThat(open()).isZero();
        assertThat(unknown.events).containsExactly("sync:error {\"error\":\"Terminal not found\"}");
        assertThat(forged.events).hasSize(1);
    }

    @Test
    void aRequestIsAnsweredAndCallsTheTerminal() {
        // Given
        KeptSocket socket = new KeptSocket(null);
        Session session = realtime.open(socket);

        // When
        session.event("sync:request", new JsonArray());
        session.event("terminal:register", payload("t1"));
        session.event("sync:request", new JsonArray().add("anything"));
        session.event("sync:ack", payload("t1"));
        session.event("what", new JsonArray());

        // Then
        assertThat(socket.events)
                .containsExactly(
                        "sync:result {\"ok\":false,\"error\":\"Terminal is not registered\"}",
                        "sync:result {\"ok\":true,\"terminalId\":\"t1\",\"timestamp\":\"2026-02-20T12:00:00.000Z\"}",
                        "sync:trigger {\"type\":\"FULL\",\"terminalId\":\"t1\",\"timestamp\":\"2026-02-20T12:00:00.000Z\"}");
    }

    @Test
    void aCallOfTheCoreIsATriggerThatNamesARestartAlone() {
        // Given
        KeptSocket socket = new KeptSocket(null);
        Room room = new Room(TERMINAL, CLOCK);
        room.enter(new Room.Member(socket, false));

        // When
        room.tell(Trigger.syncRequired(Trigger.Reason.NEWS));
        room.tell(Trigger.syncRequired(Trigger.Reason.RESTART));

        // Then
        assertThat(socket.events.get(0)).startsWith("sync:trigger ").doesNotContain("reason");
        assertThat(socket.events.get(1)).contains("\"reason\":\"SERVER_RESTART\"");
    }

    @Test
    void anAcknowledgementCountsOnceForEachCall() {
        // Given
        Session session = realtime.open(new KeptSocket(null));
        session.event("terminal:register", payload("t1"));

        // When
        session.event("sync:ack", payload("t1"));
        int uncalled = synced;
        session.event("sync:request", new JsonArray());
        session.event("sync:ack", payload("t2"));
        session.event("sync:ack", payload("t1"));

        // Then
        assertThat(uncalled).isZero();
        assertThat(synced).isEqualTo(1);
    }

    @Test
    void socketsOfATerminalShareItsRoomAndNobodyIsSentAway() {
        // Given
        KeptSocket terminal = new KeptSocket("its own");
        Session first = realtime.open(terminal);
        first.event("terminal:register", payload("t1"));

        // When
        List<KeptSocket> strangers = new ArrayList<>();
        for (int i = 0; i < Room.SOCKETS_MAX + 3; i++) {
            strangers.add(new KeptSocket(null));
            realtime.open(strangers.get(i)).event("terminal:register", payload("t1"));
        }
        first.event("sync:request", new JsonArray());

        // Then
        assertThat(open()).isEqualTo(1);
        assertThat(terminal.dropped || terminal.closed).isFalse();
        assertThat(terminal.events).hasSize(2);
        assertThat(strangers.stream().filter(stranger -> stranger.dropped)).hasSize(4);
        assertThat(strangers).noneMatch(stranger -> stranger.closed);
    }

    @Test
    void aHubThatEndsDropsItsSocketsForThemToComeBack() {
        // Given
        KeptSocket before = new KeptSocket(null);
        KeptSocket late = new KeptSocket(null);
        realtime.open(before).event("terminal:register", payload("t1"));

        // When
        streams.close();
        realtime.open(late).event("terminal:register", payload("t1"));

        // Then
        for (KeptSocket socket : List.of(before, late)) {
            assertThat(socket.dropped).isTrue();
            assertThat(socket.closed).isFalse();
        }
    }

    @Test
    void eventsOfOtherTypesArePassedOver() {
        // Given
        KeptSocket socket = new KeptSocket(null);
        Session session = realtime.open(socket);

        // When
        for (Object told : new Object[] {7, "t1", new JsonArray().add("t1"), new JsonObject().put("terminalId", 7)}) {
            session.event("terminal:register", new JsonArray().add(told));
            session.event("sync:ack", new JsonArray().add(told));
        }
        session.event("terminal:register", new JsonArray());
        session.event("terminal:register", new JsonArray().addNull());

        // Then
        assertThat(socket.events).isEmpty();
        assertThat(open()).isZero();
    }

    @Test
    void whoKeepsGuessingIdsIsSentAway() {
        // Given
        KeptSocket guesser = new KeptSocket(null);
        Session session = realtime.open(guesser);

        // When
        for (int i = 0; i < Session.FAILURES_MAX; i++) {
            assertThat(guesser.closed).isFalse();
            session.event("terminal:register", payload("guess-" + i));
        }

        // Then
        assertThat(guesser.closed).isTrue();
    }
}
