package ghosthunter.edge.sync;

import ghosthunter.codecs.chain.Chain;
import ghosthunter.codecs.chain.Continuation;
import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.chain.Run;
import ghosthunter.codecs.change.Lane;
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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A hub for one device that keeps its chains in memory, and the entities that it shares: the protocol and nothing else. */
public final class MemoryHub {
    public static final String ID = "hub-test";

    private final SigningKey key;
    private final VerifyKey deviceKey;
    private final InstantSource clock;
    private final Map<Lane, List<Head>> heads = new EnumMap<>(Lane.class);
    private final MemoryFeed feed = new MemoryFeed();
    private final List<Lane> laneOfLine = new ArrayList<>();
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

    MemoryFeed feed() {
        return feed;
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
        MemoryFeed.Page page = statement.pull() == null ? null : feed.page(statement.pull(), statement.epoch());
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
                0,
                null,
                page == null ? null : page.down());
        Buffer answer =
                Buffer.buffer(Jws.sign(Receipt.TYP, receipt.toJson(), key).text() + "\n");
        return page == null ? answer : answer.appendBuffer(page.lines());
    }

    /** A disaster: the hub forgets what came after its first {@code count} changes. */
    void restore(int count) {
        while (ledger.size() > count) {
            ledger.remove(ledger.size() - 1);
            List<Head> chain = chain(laneOfLine.remove(laneOfLine.size() - 1));
            chain.remove(chain.size() - 1);
        }
    }

    private Receipt.LaneReceipt commit(Statement statement, Run run) {
        List<Head> chain = chain(run.lane());
        if (chain.isEmpty()) {
            chain.add(Chain.genesis(statement.device(), statement.epoch(), run.lane()));
        }
        Head ours = chain.get(chain.size() - 1);
        var atEnd = run.to() < ours.seq() ? chain.get((int) run.to()).hash() : null;
        Verdict verdict = Continuation.decide(ours, run, atEnd)
                .fold(
                        appends -> append(statement, appends.fresh()),
                        known -> Verdict.KNOWN,
                        gap -> Verdict.GAP,
                        fork -> Verdict.FORK);
        return new Receipt.LaneReceipt(verdict, chain.get(chain.size() - 1), 0);
    }

    private List<Head> chain(Lane lane) {
        return heads.computeIfAbsent(lane, added -> new ArrayList<>());
    }

    private Verdict append(Statement statement, Run fresh) {
        for (long seq = fresh.from(); seq <= fresh.to(); seq++) {
            ledger.add(fresh.line(seq));
            laneOfLine.add(fresh.lane());
            chain(fresh.lane()).add(fresh.headAt(seq));
            feed.take(fresh.line(seq), statement.epoch());
        }
        return Verdict.APPENDED;
    }
}
