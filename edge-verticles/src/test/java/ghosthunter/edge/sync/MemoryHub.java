package ghosthunter.edge.sync;

import ghosthunter.codecs.chain.Chain;
import ghosthunter.codecs.chain.Continuation;
import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.chain.Run;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.exchange.Exchange;
import ghosthunter.codecs.exchange.ExchangeLimits;
import ghosthunter.codecs.exchange.ExchangeReader;
import ghosthunter.codecs.exchange.Receipt;
import ghosthunter.codecs.exchange.Statement;
import ghosthunter.codecs.exchange.Verdict;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.key.SigningKey;
import ghosthunter.codecs.key.VerifyKey;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** A hub for one device and one lane that keeps its chain in memory: the protocol and nothing else. */
public final class MemoryHub {
    public static final String ID = "hub-test";

    private final SigningKey key;
    private final VerifyKey deviceKey;
    private final InstantSource clock;
    private final List<Head> heads = new ArrayList<>();
    private final List<Line> ledger = new ArrayList<>();
    private final List<Statement> statements = new ArrayList<>();

    public MemoryHub(SigningKey key, VerifyKey deviceKey, InstantSource clock) {
        this.key = key;
        this.deviceKey = deviceKey;
        this.clock = clock;
    }

    public List<Line> ledger() {
        return List.copyOf(ledger);
    }

    List<Statement> statements() {
        return List.copyOf(statements);
    }

    /** Reads the body and commits it; the answer is a body of {@code 200}. Throws what the hub would answer as a problem. */
    public Buffer exchange(Buffer body) {
        ExchangeReader reader = new ExchangeReader(ExchangeLimits.DEFAULT);
        reader.feed(body);
        Exchange exchange = reader.end();
        if (!exchange.jws().verifies(deviceKey)) {
            throw Problem.of(ProblemType.SIGNATURE_INVALID, "not signed by the device")
                    .exception();
        }
        Instant receivedAt = clock.instant();
        Statement statement = exchange.statement();
        statements.add(statement);
        List<Receipt.LaneReceipt> lanes =
                exchange.runs().stream().map(run -> commit(statement, run)).toList();
        Receipt receipt = new Receipt(
                ID,
                statement.device(),
                statement.epoch(),
                statement.exchange(),
                Exchange.statementHash(exchange.jws()),
                lanes,
                receivedAt,
                clock.instant(),
                clock.millis(),
                0);
        return Buffer.buffer(Jws.sign(Receipt.TYP, receipt.toJson(), key).text() + "\n");
    }

    /** A disaster: the hub forgets what came after its first {@code count} changes. */
    void restore(int count) {
        while (ledger.size() > count) {
            ledger.remove(ledger.size() - 1);
            heads.remove(heads.size() - 1);
        }
    }

    private Receipt.LaneReceipt commit(Statement statement, Run run) {
        if (heads.isEmpty()) {
            heads.add(Chain.genesis(statement.device(), statement.epoch(), run.lane()));
        }
        Head ours = heads.get(heads.size() - 1);
        var atEnd = run.to() < ours.seq() ? heads.get((int) run.to()).hash() : null;
        Verdict verdict = Continuation.decide(ours, run, atEnd)
                .fold(
                        appends -> append(appends.fresh()),
                        known -> Verdict.KNOWN,
                        gap -> Verdict.GAP,
                        fork -> Verdict.FORK);
        return new Receipt.LaneReceipt(verdict, heads.get(heads.size() - 1), 0);
    }

    private Verdict append(Run fresh) {
        for (long seq = fresh.from(); seq <= fresh.to(); seq++) {
            ledger.add(fresh.line(seq));
            heads.add(fresh.headAt(seq));
        }
        return Verdict.APPENDED;
    }
}
