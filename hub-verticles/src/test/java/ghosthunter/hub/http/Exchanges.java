package ghosthunter.hub.http;

import ghosthunter.codecs.chain.Chain;
import ghosthunter.codecs.chain.Run;
import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.ChangeLine;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.entity.PackageFact;
import ghosthunter.codecs.exchange.ExchangeWriter;
import ghosthunter.codecs.exchange.Pull;
import ghosthunter.codecs.exchange.Statement;
import ghosthunter.codecs.id.UuidV7;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.key.SigningKey;
import ghosthunter.codecs.time.Hlc;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes exchanges as a locker does: the first of an epoch, with drop-offs. */
public final class Exchanges {
    private static final UuidV7 IDS = new UuidV7(InstantSource.system(), new SecureRandom());

    private Exchanges() {}

    /** A signed statement and its body. */
    public record Signed(Jws statement, Run run) {
        /** The body. */
        public Buffer body() {
            return ExchangeWriter.write(statement, List.of(run));
        }
    }

    /** A new epoch. */
    public static synchronized Epoch epoch() {
        return new Epoch(IDS.next());
    }

    /** The drop-offs of these packages as the first changes of a new epoch. */
    public static Signed dropOffs(String hub, DeviceRef device, SigningKey key, String... trackingIds) {
        Epoch epoch = epoch();
        List<Line> lines = new ArrayList<>();
        lines.add(opening(epoch).line());
        for (String trackingId : trackingIds) {
            lines.add(dropOff(trackingId).line());
        }
        return signed(hub, device, key, epoch, Run.of(Chain.genesis(device, epoch, Lane.CRITICAL), lines));
    }

    /** These lines as they are, behind the opening of a new epoch. */
    public static Signed lines(String hub, DeviceRef device, SigningKey key, String... lines) {
        Epoch epoch = epoch();
        List<Line> all = new ArrayList<>();
        all.add(opening(epoch).line());
        for (String line : lines) {
            all.add(Line.of(line));
        }
        return signed(hub, device, key, epoch, Run.of(Chain.genesis(device, epoch, Lane.CRITICAL), all));
    }

    /** One change of an entity in lane medium, the first of a new epoch. */
    public static Signed entity(
            String hub, DeviceRef device, SigningKey key, String type, String entity, String op, String data) {
        Epoch epoch = epoch();
        Line line = written(type, entity, op, data);
        return signed(hub, device, key, epoch, Run.of(Chain.genesis(device, epoch, Lane.MEDIUM), List.of(line)));
    }

    /** A patch of an entity of the core of which the device saw this version, behind the opening of a new epoch. */
    public static synchronized Signed report(
            String hub, DeviceRef device, SigningKey key, String type, String entity, long base, String data) {
        byte[] line = change(type, entity, "PATCH", base, data).line().bytes();
        return lines(hub, device, key, new String(line, StandardCharsets.UTF_8));
    }

    private static synchronized Line written(String type, String entity, String op, String data) {
        return change(type, entity, op, data).line();
    }

    /** A line about a package. */
    public static synchronized String line(String trackingId, String op, String data) {
        byte[] line = change(EntityTypes.PACKAGE, trackingId, op, data).line().bytes();
        return new String(line, StandardCharsets.UTF_8);
    }

    /** The first exchange of an epoch, with this run. */
    public static Signed signed(String hub, DeviceRef device, SigningKey key, Epoch epoch, Run run) {
        return signed(hub, device, key, epoch, 1, run);
    }

    /** An exchange of an epoch, with this run. */
    public static Signed signed(String hub, DeviceRef device, SigningKey key, Epoch epoch, long exchange, Run run) {
        return signed(hub, device, key, epoch, exchange, run, null);
    }

    /** The drop-off of a package as the first change of a new epoch, in an exchange that pulls. */
    public static Signed pulling(String hub, DeviceRef device, SigningKey key, Pull pull, String trackingId) {
        Epoch epoch = epoch();
        List<Line> lines = List.of(opening(epoch).line(), dropOff(trackingId).line());
        return signed(hub, device, key, epoch, 1, Run.of(Chain.genesis(device, epoch, Lane.CRITICAL), lines), pull);
    }

    private static Signed signed(
            String hub, DeviceRef device, SigningKey key, Epoch epoch, long exchange, Run run, @Nullable Pull pull) {
        Statement statement = new Statement(
                hub,
                device,
                epoch,
                exchange,
                new Statement.ClockReading("boot-1", 10_000, System.currentTimeMillis(), 10_000),
                List.of(new Statement.EpochHeads(epoch, List.of(run.head()))),
                List.of(new Statement.LaneSend(run.before(), run.head(), 0)),
                List.of(),
                new Statement.Telemetry(run.lines().size(), 80L, Map.of("order", 3L)),
                null,
                pull);
        return new Signed(Jws.sign(Statement.TYP, statement.toJson(), key), run);
    }

    private static synchronized Change opening(Epoch epoch) {
        return change(EntityTypes.EPOCH, epoch.toString(), "OPEN", "{\"reason\":\"created\"}");
    }

    private static synchronized Change dropOff(String trackingId) {
        return change(EntityTypes.PACKAGE, trackingId, PackageFact.DROP_OFF, PackageFact.dropOffJson("A1", null, 0));
    }

    private static Change change(String type, String key, String op, String data) {
        return change(type, key, op, 0, data);
    }

    private static Change change(String type, String key, String op, long base, String data) {
        Instant at = Instant.now();
        return ChangeLine.write(
                IDS.next(), type, key, op, at, "boot-1", 9_000, Hlc.next(0, at.toEpochMilli()), base, data);
    }
}
