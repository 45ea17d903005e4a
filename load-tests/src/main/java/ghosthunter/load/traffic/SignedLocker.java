package ghosthunter.load.traffic;

import ghosthunter.codecs.chain.Chain;
import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.chain.Run;
import ghosthunter.codecs.change.ChangeLine;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.codecs.entity.PackageFact;
import ghosthunter.codecs.exchange.Exchange;
import ghosthunter.codecs.exchange.ExchangeWriter;
import ghosthunter.codecs.exchange.Packed;
import ghosthunter.codecs.exchange.Pull;
import ghosthunter.codecs.exchange.Statement;
import ghosthunter.codecs.exchange.StreamRequest;
import ghosthunter.codecs.id.UuidV7;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.key.SigningKey;
import ghosthunter.codecs.key.VerifyKey;
import ghosthunter.codecs.time.Hlc;
import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A locker with a key, an epoch and one chain, but without a store: it makes exchange after exchange, each behind the one before, as
 * if every one was receipted. Not thread-safe.
 */
public final class SignedLocker {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final InstantSource CLOCK = InstantSource.system();
    private static final long TIMEOUT_MS = 30_000;
    /** A real locker does not compress what is smaller. */
    private static final int GZIP_BYTES_MIN = 1_024;

    private static final int COMPARTMENTS = 40;
    private static final long PULL_BYTES = 64 << 10;
    private static final long BATTERY_PCT = 87;

    private final String hub;
    private final DeviceRef device;
    private final SigningKey key = SigningKey.generate(RANDOM);
    private final String boot = UUID.randomUUID().toString();
    private final UuidV7 ids = new UuidV7(CLOCK, RANDOM);
    private final Epoch epoch = new Epoch(ids.next());
    private final long startMs = CLOCK.millis();
    private Head head;
    private long exchange;

    /** @param hub the id of the hub that its statements are for */
    public SignedLocker(String hub, String code) {
        this.hub = hub;
        this.device = new DeviceRef(TenantId.DEFAULT, new DeviceId(code));
        this.head = Chain.genesis(device, epoch, EntityCatalog.BUILT_IN.lane(EntityTypes.PACKAGE));
    }

    /** Who it is. */
    public DeviceRef device() {
        return device;
    }

    /** The public half of its key. */
    public VerifyKey verifyKey() {
        return key.verifyKey();
    }

    /** The header with which it asks for its stream. */
    public String streamAuthorization() {
        return new StreamRequest(hub, device, CLOCK.millis()).authorization(key);
    }

    /** The next exchange with this many drop-offs, 0 for a heartbeat. */
    public Shipment next(int changes) {
        return next(changes, null);
    }

    /**
     * A heartbeat that pulls.
     *
     * @param cursor where the last pull ended, or null: from the beginning
     */
    public Shipment pull(@Nullable String cursor) {
        return next(0, new Pull(cursor, PULL_BYTES));
    }

    private Shipment next(int changes, @Nullable Pull pull) {
        List<Line> lines = new ArrayList<>(changes);
        for (int i = 1; i <= changes; i++) {
            lines.add(dropOff(head.seq() + i));
        }
        Run run = Run.of(head, lines);
        head = run.head();
        exchange++;
        Jws statement = Jws.sign(Statement.TYP, statement(run, pull).toJson(), key);
        Buffer body = ExchangeWriter.write(statement, List.of(run));
        return new Shipment(
                device,
                body,
                body.length() < GZIP_BYTES_MIN ? Packed.plain(body) : Packed.smaller(body),
                Exchange.statementHash(statement),
                head,
                changes,
                true);
    }

    private Line dropOff(long number) {
        long nowMs = CLOCK.millis();
        return ChangeLine.write(
                        ids.next(),
                        EntityTypes.PACKAGE,
                        device.device().value() + "-" + number,
                        PackageFact.DROP_OFF,
                        CLOCK.instant(),
                        boot,
                        nowMs - startMs,
                        Hlc.next(0, nowMs),
                        0,
                        PackageFact.dropOffJson("A" + number % COMPARTMENTS, null, 0))
                .line();
    }

    /** A chain that has no change yet has no head to state. */
    private Statement statement(Run run, @Nullable Pull pull) {
        long nowMs = CLOCK.millis();
        return new Statement(
                hub,
                device,
                epoch,
                exchange,
                new Statement.ClockReading(boot, nowMs - startMs, nowMs, TIMEOUT_MS),
                List.of(new Statement.EpochHeads(epoch, head.seq() == 0 ? List.of() : List.of(head))),
                head.seq() == 0 ? List.of() : List.of(new Statement.LaneSend(run.before(), run.head(), 0)),
                List.of(),
                new Statement.Telemetry(run.lines().size(), BATTERY_PCT),
                null,
                pull);
    }
}
