package ghosthunter.edge.sync;

import ghosthunter.codecs.chain.Run;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.exchange.Down;
import ghosthunter.codecs.exchange.ExchangeLimits;
import ghosthunter.codecs.exchange.ExchangeWriter;
import ghosthunter.codecs.exchange.Pull;
import ghosthunter.codecs.exchange.Receipt;
import ghosthunter.codecs.exchange.Statement;
import ghosthunter.codecs.key.HubKeys;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.time.ClockSample;
import ghosthunter.codecs.time.Moment;
import ghosthunter.edge.enroll.Identity;
import ghosthunter.edge.outbox.OutboxCommand;
import ghosthunter.edge.outbox.OutboxReply.Done;
import ghosthunter.edge.outbox.OutboxReply.Prepared;
import ghosthunter.edge.outbox.OutboxReply.Pulled;
import ghosthunter.edge.outbox.OutboxReply.Settled;
import ghosthunter.edge.sync.SyncFailure.Kind;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One exchange from its number to its settled receipt: prepare, sign, send, check, settle. Holds no state between two
 * exchanges, so nothing can be confused when an answer is late.
 */
final class Round {
    private static final Logger LOG = LoggerFactory.getLogger(Round.class);

    private final SyncPorts ports;
    private final Identity identity;
    private final ReceiptCheck check;
    private final long timeoutMs;

    /** @param timeoutMs how long the device waits for an answer: the longest that a live statement is under way */
    Round(SyncPorts ports, Identity identity, long timeoutMs) {
        this.ports = ports;
        this.identity = identity;
        this.check = new ReceiptCheck(identity.hub(), identity.hubKeys());
        this.timeoutMs = timeoutMs;
    }

    /**
     * What it did.
     *
     * @param sent changes that it carried
     * @param tookMs from sending it to its receipt
     * @param pulled what became of what followed the receipt
     * @param believed the keys of the hub that are believed from now on
     */
    record Result(
            Prepared prepared,
            long sent,
            long tookMs,
            Receipt receipt,
            Settled settled,
            Pulled pulled,
            HubKeys believed) {
        /** Whether another exchange should follow at once. */
        boolean again() {
            boolean more = sent > 0 && prepared.pending() - prepared.held() > sent;
            return settled.rewound() || settled.newEpoch() != null || more || pulled.again();
        }

        /** The lanes of which something was sent. */
        Set<Lane> sentLanes() {
            Set<Lane> lanes = EnumSet.noneOf(Lane.class);
            prepared.runs().stream().filter(run -> !run.lines().isEmpty()).forEach(run -> lanes.add(run.lane()));
            return lanes;
        }

        /** How many changes of the background it carried. */
        int background() {
            return prepared.runs().stream()
                    .filter(run -> run.lane() == Lane.BACKGROUND)
                    .mapToInt(run -> run.lines().size())
                    .sum();
        }

        /** How much of what is left should not wait for longer than an interval. */
        long soon() {
            boolean isUrgent = settled.pendingLanes().contains(Lane.CRITICAL)
                    || settled.pendingLanes().contains(Lane.HIGH);
            return (isUrgent ? settled.pending() : 0) + (pulled.again() ? 1 : 0);
        }

        /** Whether anything was acknowledged, or pulled. */
        boolean moved() {
            return pulled.lines() > 0 || (sent > 0 && !settled.rewound() && settled.newEpoch() == null);
        }
    }

    /**
     * What it carries at most.
     *
     * @param lanes which lanes it sends, by the state of charge
     * @param backgroundMax changes of the background
     * @param pullBytes how much it pulls, 0 for nothing
     */
    record Load(ExchangeLimits limits, Function<OptionalLong, Set<Lane>> lanes, int backgroundMax, long pullBytes) {}

    /** Runs it; a failed future is a {@link SyncFailure}. */
    Future<Result> run(Load load) {
        return ports.battery()
                .percent()
                .compose(battery -> ports.outbox()
                        .ask(
                                new OutboxCommand.Prepare(
                                        load.limits(), load.lanes().apply(battery), load.backgroundMax()),
                                Prepared.class)
                        .recover(Round::storeFailed)
                        .compose(prepared -> exchange(prepared, battery, load.pullBytes())));
    }

    private Future<Result> exchange(Prepared prepared, OptionalLong battery, long pullBytes) {
        Pull pull = pullBytes == 0 ? null : new Pull(prepared.cursor(), pullBytes);
        return ports.link()
                .run(connection -> send(connection, prepared, battery, pull))
                .recover(failure -> attemptFailed(prepared, failure))
                .compose(answered -> settle(prepared, answered));
    }

    /** A receipt with the clock sample that it completes, and what followed it. */
    private record Answered(ReceiptCheck.Verified verified, ClockSample sample, Buffer rest) {}

    private Future<Answered> send(
            HubLink.Connection connection, Prepared prepared, OptionalLong battery, @Nullable Pull pull) {
        long t0Ms = ports.bootClock().upMs();
        Statement statement = statement(prepared, battery, pull, t0Ms);
        Jws jws = Jws.sign(Statement.TYP, statement.toJson(), identity.key());
        return connection
                .send(ExchangeWriter.write(jws, prepared.runs()))
                .map(answer -> answered(check.judge(answer, jws, statement), answer.rest(), t0Ms));
    }

    private Answered answered(ReceiptCheck.Verified verified, Buffer rest, long t0Ms) {
        Receipt receipt = verified.receipt();
        long t1Ms = receipt.receivedAt().toEpochMilli();
        // The hub's wall clock may have been set back between the two readings.
        long t2Ms = Math.max(t1Ms, receipt.t2Ms());
        long t3Ms = Math.max(t0Ms, ports.bootClock().upMs());
        return new Answered(verified, new ClockSample(ports.bootClock().bootId(), t0Ms, t1Ms, t2Ms, t3Ms), rest);
    }

    private Future<Result> settle(Prepared prepared, Answered answered) {
        var command = new OutboxCommand.Settle(
                answered.verified().receipt(),
                answered.verified().receiptHash(),
                answered.sample(),
                Moment.now(ports.clock(), ports.bootClock()));
        return ports.outbox()
                .ask(command, Settled.class)
                .recover(Round::storeFailed)
                .compose(settled -> pull(prepared, answered)
                        .map(pulled -> new Result(
                                prepared,
                                sent(prepared),
                                answered.sample().t3Ms() - answered.sample().t0Ms(),
                                answered.verified().receipt(),
                                settled,
                                pulled,
                                answered.verified().believed())));
    }

    /** The receipt counts whatever becomes of what follows it: that is asked for again. */
    private Future<Pulled> pull(Prepared prepared, Answered answered) {
        Down down = answered.verified().receipt().down();
        if (down == null) {
            return Future.succeededFuture(Pulled.NOTHING);
        }
        return ports.outbox()
                .ask(
                        new OutboxCommand.ApplyPull(
                                prepared.epoch(), prepared.cursor(), down, answered.rest(), answered.sample()),
                        Pulled.class)
                .onFailure(failure -> LOG.atWarn()
                        .addKeyValue("deviceId", prepared.device().device())
                        .addKeyValue("reason", failure.getMessage())
                        .log("what the hub sent down is not applied"))
                .otherwise(Pulled.NOTHING);
    }

    private Statement statement(Prepared prepared, OptionalLong battery, @Nullable Pull pull, long t0Ms) {
        List<Statement.LaneSend> send = new ArrayList<>(prepared.runs().size());
        for (int i = 0; i < prepared.runs().size(); i++) {
            Run run = prepared.runs().get(i);
            send.add(new Statement.LaneSend(
                    run.before(), run.head(), prepared.attempts().get(i)));
        }
        @Nullable Long batteryPct = battery.isPresent() ? (Long) battery.getAsLong() : null;
        return new Statement(
                identity.hub(),
                prepared.device(),
                prepared.epoch(),
                prepared.exchange(),
                new Statement.ClockReading(
                        ports.bootClock().bootId(), t0Ms, ports.clock().millis(), timeoutMs),
                prepared.epochs(),
                send,
                prepared.samples(),
                new Statement.Telemetry(prepared.pending(), batteryPct, prepared.waiting()),
                prepared.verified(),
                pull);
    }

    private <T> Future<T> attemptFailed(Prepared prepared, Throwable failure) {
        SyncFailure reason = asSyncFailure(failure);
        return ports.outbox()
                .ask(new OutboxCommand.AttemptFailed(prepared.exchange(), reason.reason()), Done.class)
                .onFailure(e -> LOG.atWarn()
                        .addKeyValue("deviceId", prepared.device().device())
                        .addKeyValue("reason", e.getMessage())
                        .log("failed attempt not noted"))
                .transform(noted -> Future.failedFuture(reason));
    }

    /** A port that breaks its promise is the program's fault, but must not stop the loop: it is logged with its stack. */
    static SyncFailure asSyncFailure(Throwable failure) {
        if (failure instanceof SyncFailure expected) {
            return expected;
        }
        LOG.atError().setCause(failure).log("exchange failed unexpectedly");
        return SyncFailure.of(Kind.CUT, "the exchange failed: " + failure);
    }

    static <T> Future<T> storeFailed(Throwable failure) {
        return Future.failedFuture(SyncFailure.of(Kind.STORE, "the outbox failed: " + failure.getMessage()));
    }

    private static long sent(Prepared prepared) {
        return prepared.runs().stream().mapToLong(run -> run.lines().size()).sum();
    }
}
