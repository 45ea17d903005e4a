package ghosthunter.edge.sync;

import ghosthunter.codecs.chain.Chain;
import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.chain.Run;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.exchange.Receipt;
import ghosthunter.codecs.exchange.Statement;
import ghosthunter.codecs.exchange.Verdict;
import ghosthunter.codecs.id.Hash;
import ghosthunter.edge.outbox.OutboxCommand;
import ghosthunter.edge.outbox.OutboxReply;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An outbox of one lane that keeps its chain in memory, for the exchange logic alone. */
final class MemoryOutbox implements OutboxPort {
    private final DeviceRef device;
    private final Epoch epoch;
    private final List<Line> lines = new ArrayList<>();
    private final List<Head> heads = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final List<Receipt> settled = new ArrayList<>();
    private final List<OutboxCommand.Settle> settles = new ArrayList<>();
    private int acknowledged;
    private long exchange;
    private @Nullable String cursor;
    private boolean broken;

    MemoryOutbox(DeviceRef device, Epoch epoch) {
        this.device = device;
        this.epoch = epoch;
        heads.add(Chain.genesis(device, epoch, Lane.CRITICAL));
    }

    void record(String text) {
        lines.add(Line.of(text));
        heads.add(Chain.append(heads.get(heads.size() - 1), lines.get(lines.size() - 1)));
    }

    List<Line> lines() {
        return List.copyOf(lines);
    }

    int pending() {
        return lines.size() - acknowledged;
    }

    long exchanges() {
        return exchange;
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    List<OutboxCommand.Settle> settles() {
        return List.copyOf(settles);
    }

    /** The disk fails from now on, or works again. */
    void broken(boolean now) {
        broken = now;
    }

    @Override
    public <R extends OutboxReply> Future<R> ask(OutboxCommand command, Class<R> reply) {
        return broken ? Future.failedFuture("disk I/O error") : Future.succeededFuture(reply.cast(answer(command)));
    }

    private OutboxReply answer(OutboxCommand command) {
        if (command instanceof OutboxCommand.Prepare prepare) {
            return prepare(prepare.limits().changesMax());
        }
        if (command instanceof OutboxCommand.Settle settle) {
            settles.add(settle);
            return settle(settle.receipt());
        }
        if (command instanceof OutboxCommand.ApplyPull pull) {
            cursor = pull.down().cursor();
            return new OutboxReply.Pulled(true, pull.down().count(), pull.down().more());
        }
        if (command instanceof OutboxCommand.AttemptFailed failed) {
            failures.add(failed.reason());
            return new OutboxReply.Done();
        }
        if (command instanceof OutboxCommand.Adopt) {
            return new OutboxReply.Done();
        }
        if (command instanceof OutboxCommand.ShowStatus) {
            return status();
        }
        throw new IllegalArgumentException("not asked by the exchange: " + command);
    }

    private OutboxReply.Status status() {
        return new OutboxReply.Status(
                device,
                epoch,
                exchange,
                lines.size(),
                pending(),
                new OutboxReply.PackageCount(0, 0),
                List.of(),
                Instant.EPOCH,
                null,
                List.of());
    }

    private OutboxReply.Prepared prepare(int changesMax) {
        exchange++;
        int to = Math.min(lines.size(), acknowledged + changesMax);
        Run run = Run.of(heads.get(acknowledged), lines.subList(acknowledged, to));
        List<Run> runs = lines.isEmpty() ? List.of() : List.of(run);
        return new OutboxReply.Prepared(
                device,
                epoch,
                exchange,
                List.of(new Statement.EpochHeads(epoch, List.of(heads.get(lines.size())))),
                runs,
                runs.stream().map(r -> 0L).toList(),
                List.of(),
                new Statement.Verified(0, Hash.sha256(), Instant.EPOCH, "boot-0", 0),
                pending(),
                0,
                Map.of(),
                cursor);
    }

    private OutboxReply.Settled settle(Receipt receipt) {
        settled.add(receipt);
        boolean rewound = false;
        List<String> synced = new ArrayList<>();
        for (Receipt.LaneReceipt lane : receipt.lanes()) {
            int durable = (int) lane.durable().seq();
            if (durable > lines.size() || !heads.get(durable).equals(lane.durable())) {
                throw new IllegalStateException("the hub has another chain");
            }
            rewound |= lane.verdict() == Verdict.GAP;
            for (int i = acknowledged; i < durable; i++) {
                synced.add(lines.get(i).text());
            }
            acknowledged = durable;
        }
        return new OutboxReply.Settled(
                synced, pending(), pending() == 0 ? List.of() : List.of(Lane.CRITICAL), rewound, null);
    }
}
