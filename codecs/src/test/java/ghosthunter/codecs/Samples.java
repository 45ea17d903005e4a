package ghosthunter.codecs;

import ghosthunter.codecs.chain.Chain;
import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.chain.Run;
import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.ChangeLine;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.exchange.ExchangeWriter;
import ghosthunter.codecs.exchange.Statement;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.key.SigningKey;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** Sample values. */
public final class Samples {
    public static final String HUB = "hub-0190a3c2-0000-7000-8000-00000000000a";
    public static final DeviceRef DEVICE = new DeviceRef(TenantId.DEFAULT, new DeviceId("LOCKER-001"));
    public static final Epoch EPOCH = Epoch.parse("0190a3c2-1111-7000-8000-000000000001");
    public static final SigningKey DEVICE_KEY = SigningKey.ofSeed(bytes(0));
    public static final SigningKey HUB_KEY = SigningKey.ofSeed(bytes(100));

    private Samples() {}

    /** A drop-off. */
    public static Change dropOff(int number) {
        return ChangeLine.write(
                new UUID(0x0190_a3c2_1113_7000L, 0x8000_0000_0000_0000L | number),
                "package",
                "PKG-" + number,
                "CREATE",
                Instant.parse("2026-02-20T18:00:00.123Z").plusSeconds(number),
                "boot-1",
                60_000L + number,
                42,
                0,
                "{\"compartment\":\"A-" + number + "\"}");
    }

    /** A run of drop-offs from the start of a lane. */
    public static Run run(Lane lane, int count) {
        Head before = Chain.genesis(DEVICE, EPOCH, lane);
        List<Line> lines =
                IntStream.range(0, count).mapToObj(i -> dropOff(i).line()).toList();
        return Run.of(before, lines);
    }

    /** The statement that sends these runs. */
    public static Statement statement(List<Run> runs) {
        return new Statement(
                HUB,
                DEVICE,
                EPOCH,
                7,
                new Statement.ClockReading("boot-1", 70_000, 1_771_610_407_000L, 10_000),
                List.of(new Statement.EpochHeads(
                        EPOCH, runs.stream().map(Run::head).toList())),
                runs.stream()
                        .map(run -> new Statement.LaneSend(run.before(), run.head(), 0))
                        .toList(),
                List.of(),
                new Statement.Telemetry(3, null),
                null);
    }

    /** The body of the exchange that sends these runs. */
    public static Buffer body(List<Run> runs) {
        Jws jws = Jws.sign(Statement.TYP, statement(runs).toJson(), DEVICE_KEY);
        return ExchangeWriter.write(jws, runs);
    }

    private static byte[] bytes(int first) {
        byte[] seed = new byte[32];
        for (int i = 0; i < seed.length; i++) {
            seed[i] = (byte) (first + i);
        }
        return seed;
    }
}
