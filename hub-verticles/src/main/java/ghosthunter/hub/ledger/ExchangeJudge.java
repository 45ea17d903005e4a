package ghosthunter.hub.ledger;

import ghosthunter.codecs.chain.Chain;
import ghosthunter.codecs.chain.Continuation;
import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.chain.Run;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.exchange.Exchange;
import ghosthunter.codecs.exchange.Receipt.LaneReceipt;
import ghosthunter.codecs.exchange.Statement;
import ghosthunter.codecs.exchange.Verdict;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Judges one exchange: each lane by the head that is locked, then what the statement says of the device. Pure; PROTOCOL.md,
 * "Verdicts".
 */
final class ExchangeJudge {
    private final GroupWork work;
    private final Appender appender;

    ExchangeJudge(GroupWork work, Appender appender) {
        this.work = work;
        this.appender = appender;
    }

    Judged judge(Intake.Signed intake) {
        Exchange exchange = intake.submission().exchange();
        Statement statement = exchange.statement();
        if (work.devices.get(statement.device()) == null) {
            return Judged.failed(ProblemType.UNKNOWN_DEVICE, "the ledger does not know device " + statement.device());
        }
        Key.OfEpoch epoch = new Key.OfEpoch(statement.device(), statement.epoch());
        for (Run run : exchange.runs()) {
            if (isHashMissing(epoch.chain(run.lane()), run)) {
                return Judged.failed(
                        ProblemType.INTERNAL,
                        "the ledger lacks its own seq " + run.to() + " in lane "
                                + run.lane().wire());
            }
        }
        return judge(intake, statement, epoch);
    }

    private Judged judge(Intake.Signed intake, Statement statement, Key.OfEpoch epoch) {
        Instant receivedAt = Instant.ofEpochMilli(intake.submission().receivedAtMs());
        Hash statementHash =
                Exchange.statementHash(intake.submission().exchange().jws());
        boolean untrusted = intake.submission().untrusted();
        DeviceNews news = new DeviceNews(work, statement, receivedAt, untrusted);
        Placement placement = news.placement();
        Row.OfEpoch before = news.epochBefore();
        List<LaneReceipt> receipts = new ArrayList<>();
        List<Row.Appended> appended = new ArrayList<>();
        List<Run> forks = new ArrayList<>();
        for (int i = 0; i < intake.runs().size(); i++) {
            Intake.ReadRun read = intake.runs().get(i);
            long attempt = statement.send().get(i).attempt();
            Appender.Source source =
                    new Appender.Source(statement.exchange(), receivedAt, news.sentAt(), attempt, placement, untrusted);
            receipts.add(decide(epoch.chain(read.run().lane()), read.run())
                    .fold(
                            appends -> append(epoch, read, appends.fresh(), source, appended),
                            known -> stays(epoch, read.run(), Verdict.KNOWN),
                            gap -> gap(epoch, read.run(), gap),
                            fork -> fork(epoch, read.run(), fork, forks)));
        }
        addForkEvidence(epoch, forks, statementHash, intake);
        news.apply(!forks.isEmpty(), acknowledged(statement, receipts));
        receipts.addAll(unsent(epoch, statement));
        if (!appended.isEmpty()) {
            work.evidence.add(new Row.Evidence(
                    epoch,
                    statement.exchange(),
                    statementHash,
                    intake.submission().exchange().jws().text(),
                    null,
                    coveredFrom(statement.exchange(), before),
                    appended,
                    receivedAt,
                    work.now));
        }
        return Judged.lanes(receipts);
    }

    /** How many of the changes that were sent the receipt will acknowledge. */
    private static long acknowledged(Statement statement, List<LaneReceipt> receipts) {
        long changes = 0;
        for (int i = 0; i < receipts.size(); i++) {
            Verdict verdict = receipts.get(i).verdict();
            if (verdict == Verdict.APPENDED || verdict == Verdict.KNOWN) {
                changes += statement.send().get(i).count();
            }
        }
        return changes;
    }

    /** A receipt covers what was committed before it: for a statement that came late, only the next one does. */
    private static long coveredFrom(long exchange, Row.OfEpoch before) {
        return exchange > before.lastExchange() ? exchange : before.lastExchange() + 1;
    }

    private Continuation decide(Key.Chain chain, Run run) {
        return Continuation.decide(ours(chain), run, hashAtEnd(chain, run));
    }

    private boolean isHashMissing(Key.Chain chain, Run run) {
        return Continuation.lookupSeq(ours(chain), run).isPresent() && hashAtEnd(chain, run) == null;
    }

    private @Nullable Hash hashAtEnd(Key.Chain chain, Run run) {
        OptionalLong seq = Continuation.lookupSeq(ours(chain), run);
        if (seq.isEmpty()) {
            return null;
        }
        return seq.getAsLong() == 0
                ? genesis(chain).hash()
                : work.view.runEnds().get(chain.entry(seq.getAsLong()));
    }

    private Head ours(Key.Chain chain) {
        Row.ChainHead row = work.heads.get(chain);
        return row == null ? genesis(chain) : row.head();
    }

    private static Head genesis(Key.Chain chain) {
        return Chain.genesis(chain.device(), chain.epoch(), chain.lane());
    }

    private LaneReceipt append(
            Key.OfEpoch epoch, Intake.ReadRun read, Run fresh, Appender.Source source, List<Row.Appended> appended) {
        Key.Chain chain = epoch.chain(fresh.lane());
        appended.add(new Row.Appended(fresh.lane(), fresh.from(), fresh.to(), source.attempt()));
        return appender.append(appender.headRow(chain, genesis(chain)), fresh, read.of(fresh), source)
                .receipt(Verdict.APPENDED);
    }

    private LaneReceipt stays(Key.OfEpoch epoch, Run run, Verdict verdict) {
        Key.Chain chain = epoch.chain(run.lane());
        Row.ChainHead row = work.heads.get(chain);
        if (row == null) {
            return new LaneReceipt(verdict, genesis(chain), 0);
        }
        Row.ChainHead rotated = appender.rotated(row);
        work.heads.put(chain, rotated);
        return rotated.receipt(verdict);
    }

    private LaneReceipt gap(Key.OfEpoch epoch, Run run, Continuation.Gap gap) {
        Key.Chain chain = epoch.chain(run.lane());
        Row.ChainHead row = appender.rotated(appender.headRow(chain, genesis(chain)));
        Long open = row.gapFrom();
        long from = open == null ? run.from() : Math.min(open, run.from());
        Row.ChainHead marked = row.gap(from);
        work.heads.put(chain, marked);
        if (open == null) {
            JsonObject detail = new JsonObject().put("expected", gap.expected()).put("from", run.from());
            work.findings.raise(FindingKind.GAP, chain.device(), chain.subject(), detail, work.now);
        }
        return marked.receipt(Verdict.GAP);
    }

    private LaneReceipt fork(Key.OfEpoch epoch, Run run, Continuation.Fork fork, List<Run> forks) {
        Key.Chain chain = epoch.chain(run.lane());
        JsonObject detail = new JsonObject()
                .put("seq", fork.seq())
                .put("hub", fork.ours().toString())
                .put("device", fork.theirs().toString());
        work.findings.raise(FindingKind.FORK, chain.device(), chain.subject(), detail, work.now);
        forks.add(run);
        return stays(epoch, run, Verdict.FORK);
    }

    private void addForkEvidence(Key.OfEpoch epoch, List<Run> forks, Hash statementHash, Intake.Signed intake) {
        String text = intake.submission().exchange().jws().text();
        Instant receivedAt = Instant.ofEpochMilli(intake.submission().receivedAtMs());
        for (Run run : forks) {
            work.forks.add(
                    new Row.Fork(epoch.chain(run.lane()), run.from(), statementHash, text, run.lines(), receivedAt));
        }
    }

    /** A lane of which the device says nothing counts as an empty run at its beginning. */
    private List<LaneReceipt> unsent(Key.OfEpoch epoch, Statement statement) {
        List<LaneReceipt> receipts = new ArrayList<>();
        for (Lane lane : Lane.values()) {
            boolean sent = statement.send().stream().anyMatch(send -> send.lane() == lane);
            if (!sent && work.heads.get(epoch.chain(lane)) != null) {
                receipts.add(stays(epoch, Run.of(genesis(epoch.chain(lane)), List.of()), Verdict.KNOWN));
            }
        }
        return receipts;
    }
}
