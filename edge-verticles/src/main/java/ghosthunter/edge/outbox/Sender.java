package ghosthunter.edge.outbox;

import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.chain.Run;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.exchange.ExchangeLimits;
import ghosthunter.codecs.exchange.Statement;
import ghosthunter.codecs.id.Hash;
import ghosthunter.edge.outbox.ChainTable.Pending;
import ghosthunter.edge.outbox.OutboxCommand.AttemptFailed;
import ghosthunter.edge.outbox.OutboxCommand.Prepare;
import ghosthunter.edge.outbox.OutboxReply.Prepared;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** Prepares what an exchange sends, in the transaction of the caller. */
final class Sender {
    /** Bytes of the background in one exchange: room for the longest line, so that it always goes on. */
    private static final long BACKGROUND_BYTES_MAX = Line.BYTES_MAX + 1L;

    /** More changes that wait are not counted by type: each would be read for it. */
    private static final long WAITING_MAX = 5_000;

    private final Tables tables;
    private final EpochOpener epochs;

    Sender(Tables tables, EpochOpener epochs) {
        this.tables = tables;
        this.epochs = epochs;
    }

    /** What is taken out of the outbox so far. */
    private static final class Taken {
        private final ExchangeLimits limits;
        private final Set<Lane> lanes;
        private final int backgroundMax;
        private final List<Run> runs = new ArrayList<>();
        private final List<Long> attempts = new ArrayList<>();
        private boolean damaged;
        private int changes;
        private long bytes;
        private long held;

        Taken(Prepare command) {
            this.limits = command.limits();
            this.lanes = command.lanes();
            this.backgroundMax = command.backgroundMax();
        }

        int changesLeft(Lane lane) {
            int left = limits.changesMax() - changes;
            return lane == Lane.BACKGROUND ? Math.min(left, backgroundMax) : left;
        }

        /** The line feed after the statement is part of the statement's limit. */
        long bytesLeft(Lane lane) {
            long left = (long) limits.bodyBytesMax() - limits.statementBytesMax() - 1 - bytes;
            return lane == Lane.BACKGROUND ? Math.min(left, BACKGROUND_BYTES_MAX) : left;
        }

        void add(Run run, long attempt) {
            runs.add(run);
            attempts.add(attempt);
            changes += run.lines().size();
            for (Line line : run.lines()) {
                bytes += line.sizeBytes() + 1L;
            }
        }
    }

    Future<OutboxReply> prepare(Prepare command) {
        Instant at = tables.maker().now();
        return forget(at)
                .compose(done -> tables.store().read())
                .compose(store -> take(command)
                        .compose(taken -> taken.damaged
                                ? epochs.next(store, store.device(), EpochChange.Reason.DAMAGED, List.of())
                                        .compose(opened -> prepare(command))
                                : prepare(store, taken, at)));
    }

    Future<OutboxReply> failed(AttemptFailed command) {
        return tables.attempts()
                .fail(command.exchange(), command.reason(), tables.maker().now())
                .map(done -> new OutboxReply.Done());
    }

    private Future<Void> forget(Instant at) {
        OutboxLimits limits = tables.limits();
        return tables.packages()
                .forgetAsked(at.minus(limits.idempotencyAge()), limits.idempotencyCountMax())
                .compose(done -> tables.attempts().forget(limits.attemptsMax()));
    }

    private Future<Taken> take(Prepare command) {
        Taken taken = new Taken(command);
        return tables.chain().lanes().compose(lanes -> {
            Future<Void> done = Future.succeededFuture();
            for (LaneState lane : lanes) {
                done = done.compose(before -> takeLane(lane, taken));
            }
            return done.map(all -> taken);
        });
    }

    private Future<Void> takeLane(LaneState lane, Taken taken) {
        if (!taken.lanes.contains(lane.lane())) {
            taken.held += lane.pending();
            return takeNothing(lane, taken);
        }
        if (lane.pending() == 0 || taken.changesLeft(lane.lane()) == 0) {
            return takeNothing(lane, taken);
        }
        return tables.chain()
                .lastFitting(lane.lane(), lane.ackedSeq(), taken.changesLeft(lane.lane()), taken.bytesLeft(lane.lane()))
                .compose(last -> last == lane.ackedSeq()
                        ? takeNothing(lane, taken)
                        : tables.chain()
                                .pending(lane.lane(), lane.ackedSeq(), last)
                                .compose(rows -> takeRows(lane, rows, taken)));
    }

    private Future<Void> takeNothing(LaneState lane, Taken taken) {
        return ackedHead(lane, taken).map(acked -> {
            taken.add(Run.of(acked, List.of()), 0);
            return null;
        });
    }

    private Future<Void> takeRows(LaneState lane, List<Pending> rows, Taken taken) {
        return ackedHead(lane, taken)
                .compose(acked -> tables.chain()
                        .attempts(lane.lane(), acked.seq() + 1)
                        .map(attempts -> {
                            taken.add(run(acked, rows, taken), attempts);
                            return null;
                        }));
    }

    /** What the rows say; whether they are still what was recorded, every hash of the chain tells. */
    private static Run run(Head acked, List<Pending> rows, Taken taken) {
        List<Line> lines =
                rows.stream().map(Pending::line).filter(Objects::nonNull).toList();
        Run run = Run.of(acked, lines);
        taken.damaged |= lines.size() < rows.size() || !follows(run, rows);
        return run;
    }

    private static boolean follows(Run run, List<Pending> rows) {
        for (int i = 0; i < rows.size(); i++) {
            if (!run.headAt(run.from() + i).hash().equals(rows.get(i).hash())) {
                return false;
            }
        }
        return true;
    }

    private Future<Head> ackedHead(LaneState lane, Taken taken) {
        return tables.chain().hashAt(lane, lane.ackedSeq()).map(found -> {
            taken.damaged |= found.isEmpty();
            Hash hash = found.orElse(lane.base().hash());
            return new Head(lane.lane(), lane.ackedSeq(), hash);
        });
    }

    private Future<OutboxReply> prepare(StoreRow store, Taken taken, Instant at) {
        long exchange = store.exchange() + 1;
        return tables.store()
                .saveExchange(exchange)
                .compose(saved -> countAttempts(store, exchange, taken, at))
                .compose(counted -> tables.chain().lanes())
                .compose(lanes -> waiting(lanes, taken)
                        .compose(waiting -> tables.store()
                                .pastEpochs(Statement.EPOCHS_MAX - 1)
                                .compose(past -> tables.store()
                                        .tellSamples(exchange)
                                        .compose(samples -> tables.pulls()
                                                .read(store.epoch())
                                                .map(pull -> new Prepared(
                                                        store.device(),
                                                        store.epoch(),
                                                        exchange,
                                                        withCurrent(store, lanes, past),
                                                        taken.runs,
                                                        taken.attempts,
                                                        samples,
                                                        store.verified(),
                                                        lanes.stream()
                                                                .mapToLong(LaneState::pending)
                                                                .sum(),
                                                        taken.held,
                                                        waiting,
                                                        pull.cursor()))))));
    }

    /** What is not sent now, by type; as a rule that is nothing, and costs nothing. */
    private Future<Map<String, Long>> waiting(List<LaneState> lanes, Taken taken) {
        long all = lanes.stream().mapToLong(LaneState::pending).sum();
        Map<String, Long> counts = new TreeMap<>();
        if (all == taken.changes || all - taken.changes > WAITING_MAX) {
            return Future.succeededFuture(counts);
        }
        Future<Void> done = Future.succeededFuture();
        for (Run run : taken.runs) {
            done = done.compose(before ->
                            tables.chain().typesBehind(run.lane(), run.head().seq()))
                    .map(types -> {
                        types.forEach(type -> counts.merge(type.getKey(), type.getValue(), Long::sum));
                        return null;
                    });
        }
        return done.map(counted -> counts.size() > Statement.Telemetry.TYPES_MAX ? Map.of() : counts);
    }

    private Future<Void> countAttempts(StoreRow store, long exchange, Taken taken, Instant at) {
        if (taken.changes == 0) {
            return Future.succeededFuture();
        }
        return tables.attempts().open(store.epoch(), exchange, at).compose(attempt -> {
            Future<Void> done = Future.succeededFuture();
            for (Run run : taken.runs) {
                if (!run.lines().isEmpty()) {
                    done = done.compose(before -> countAttempt(attempt, run, at));
                }
            }
            return done;
        });
    }

    private Future<Void> countAttempt(long attempt, Run run, Instant at) {
        return tables.attempts()
                .carries(attempt, run)
                .compose(done -> tables.chain().countAttempt(run.lane(), run.from(), run.to(), at))
                .compose(done -> tables.packages().countAttempt(run.lane(), run.from(), run.to(), at));
    }

    static List<Statement.EpochHeads> withCurrent(
            StoreRow store, List<LaneState> lanes, List<Statement.EpochHeads> past) {
        List<Statement.EpochHeads> all = new ArrayList<>();
        all.add(new Statement.EpochHeads(
                store.epoch(), lanes.stream().map(LaneState::head).toList()));
        all.addAll(past);
        return all;
    }
}
