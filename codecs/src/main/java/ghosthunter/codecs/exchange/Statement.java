package ghosthunter.codecs.exchange;

import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.time.BootClock;
import ghosthunter.codecs.time.ClockSample;
import ghosthunter.codecs.time.Timestamps;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a device signs in an exchange. PROTOCOL.md, "Statement", has the table of its fields.
 *
 * @param hub the hub it is meant for
 * @param device the device, with its tenant
 * @param epoch the current epoch of the device's store
 * @param exchange the persisted counter, 1 or more; a higher one is newer
 * @param clock the device's clocks at sending
 * @param epochs the full heads of every retained epoch, the current one first
 * @param send per lane of the current epoch that has a change: what follows in the body, possibly nothing
 * @param samples clock samples completed since they were last told
 * @param telemetry the state of the device
 * @param verified the newest receipt that the device verified, or null before the first
 * @param pull what the device asks for, or null when it takes nothing now
 */
public record Statement(
        String hub,
        DeviceRef device,
        Epoch epoch,
        long exchange,
        ClockReading clock,
        List<EpochHeads> epochs,
        List<LaneSend> send,
        List<ClockSample> samples,
        Telemetry telemetry,
        @Nullable Verified verified,
        @Nullable Pull pull) {

    /** The {@code typ} of its JWS. */
    public static final String TYP = "gh-statement";

    /** The version of the protocol. */
    public static final long VERSION = 1;

    /** How many retained epochs a statement names at most. */
    public static final int EPOCHS_MAX = 8;

    /** How many clock samples a statement carries at most. */
    public static final int SAMPLES_MAX = 8;

    public Statement {
        epochs = List.copyOf(epochs);
        send = List.copyOf(send);
        samples = List.copyOf(samples);
    }

    /** A statement that asks for nothing. */
    public Statement(
            String hub,
            DeviceRef device,
            Epoch epoch,
            long exchange,
            ClockReading clock,
            List<EpochHeads> epochs,
            List<LaneSend> send,
            List<ClockSample> samples,
            Telemetry telemetry,
            @Nullable Verified verified) {
        this(hub, device, epoch, exchange, clock, epochs, send, samples, telemetry, verified, null);
    }

    /**
     * The device's clocks when it sent.
     *
     * @param boot the boot id
     * @param upMs t0: the boot clock, milliseconds
     * @param wallMs the wall clock, milliseconds since 1970
     * @param timeoutMs how long the device waits for the answer: the longest a live statement is under way
     */
    public record ClockReading(String boot, long upMs, long wallMs, long timeoutMs) {}

    /** The heads of one epoch, at most one per lane. */
    public record EpochHeads(Epoch epoch, List<Head> heads) {
        public EpochHeads {
            heads = List.copyOf(heads);
        }
    }

    /**
     * What of one lane follows in the body.
     *
     * @param before the head that the first line follows; when nothing follows, the last head the hub acknowledged
     * @param head the head after the last line; equal to {@code before} when nothing follows
     * @param attempt how often the first of these changes was sent before, 0 or more
     */
    public record LaneSend(Head before, Head head, long attempt) {
        public LaneSend {
            if (before.lane() != head.lane() || head.seq() < before.seq()) {
                throw new IllegalArgumentException("a lane's send goes forward in one lane");
            }
        }

        /** The lane. */
        public Lane lane() {
            return before.lane();
        }

        /** How many lines follow. */
        public long count() {
            return head.seq() - before.seq();
        }
    }

    /**
     * The state of the device.
     *
     * @param pending changes that no receipt acknowledged yet
     * @param batteryPct charge in percent, 0 to 100, or null where there is no battery
     * @param waiting those of them that are not sent now, by type; empty where all are sent, or too many wait to be counted
     */
    public record Telemetry(long pending, @Nullable Long batteryPct, Map<String, Long> waiting) {
        /** How many types are told of. */
        public static final int TYPES_MAX = 32;

        public Telemetry {
            waiting = Collections.unmodifiableMap(new TreeMap<>(waiting));
        }

        /** Of a device that sends all that it has. */
        public Telemetry(long pending, @Nullable Long batteryPct) {
            this(pending, batteryPct, Map.of());
        }
    }

    /**
     * The newest receipt that the device verified: the end of the last mile.
     *
     * @param exchange the exchange that it answered
     * @param receipt SHA-256 of the receipt's JWS text
     * @param at the device's wall clock when it had marked the changes
     * @param boot the boot in which that was
     * @param upMs the boot clock then
     */
    public record Verified(long exchange, Hash receipt, Instant at, String boot, long upMs) {}

    /** The payload that is signed. */
    public byte[] toJson() {
        JsonObject json = new JsonObject()
                .put("v", VERSION)
                .put("aud", hub)
                .put("tenant", device.tenant().value())
                .put("device", device.device().value())
                .put("epoch", epoch.toString())
                .put("exchange", exchange)
                .put("boot", clock.boot())
                .put("t0", clock.upMs())
                .put("wall", clock.wallMs())
                .put("timeout_ms", clock.timeoutMs())
                .put("epochs", array(epochs, Statement::epochJson))
                .put("send", array(send, Statement::sendJson))
                .put("telemetry", telemetryJson(telemetry));
        if (!samples.isEmpty()) {
            json.put("samples", array(samples, Statement::sampleJson));
        }
        if (verified != null) {
            json.put("verified", verifiedJson(verified));
        }
        if (pull != null) {
            json.put("pull", pull.toJson());
        }
        return json.encode().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads a payload.
     *
     * @throws ghosthunter.codecs.problem.ProblemException {@code malformed-body} with the path of what is wrong
     */
    public static Statement ofJson(byte[] payload) {
        JsonFields json = JsonFields.parse("statement", payload);
        if (json.natural("v") != VERSION) {
            throw json.broken("this hub speaks version " + VERSION);
        }
        if (json.natural("exchange") == 0) {
            throw json.broken("exchange counts from 1");
        }
        List<LaneSend> send =
                distinct(json, "send", json.objects("send", Lane.values().length, Statement::readSend), LaneSend::lane);
        JsonFields verified = json.objectOrNull("verified");
        return new Statement(
                json.value("aud", Statement::id),
                new DeviceRef(json.value("tenant", TenantId::new), json.value("device", DeviceId::new)),
                json.value("epoch", Epoch::parse),
                json.natural("exchange"),
                new ClockReading(
                        json.value("boot", Statement::id),
                        json.natural("t0", Timestamps.MS_MAX),
                        json.natural("wall", Timestamps.MS_MAX),
                        json.natural("timeout_ms", Timestamps.MS_MAX)),
                distinct(json, "epochs", json.objects("epochs", EPOCHS_MAX, Statement::readEpoch), EpochHeads::epoch),
                send,
                json.objects("samples", SAMPLES_MAX, Statement::readSample),
                readTelemetry(json.object("telemetry")),
                verified == null ? null : readVerified(verified),
                json.has("pull") ? Pull.ofFields(json.object("pull")) : null);
    }

    static JsonObject headJson(Head head) {
        return new JsonObject()
                .put("lane", head.lane().wire())
                .put("seq", head.seq())
                .put("hash", head.hash().toString());
    }

    static Head readHead(JsonFields json) {
        return new Head(json.value("lane", Lane::ofWire), json.natural("seq"), json.value("hash", Hash::parse));
    }

    static <T> JsonArray array(List<T> items, Function<T, JsonObject> write) {
        JsonArray array = new JsonArray();
        items.forEach(item -> array.add(write.apply(item)));
        return array;
    }

    /** The grammar of boot ids and hub ids. */
    static String id(String text) {
        if (!BootClock.ID_GRAMMAR.matcher(text).matches()) {
            throw new IllegalArgumentException("must be 1 to 64 characters of A-Z a-z 0-9 . _ -");
        }
        return text;
    }

    /** Refuses what names a thing twice. */
    static <T, K> List<T> distinct(JsonFields json, String name, List<T> items, Function<T, K> key) {
        if (items.stream().map(key).distinct().count() < items.size()) {
            throw json.broken(name + " names one twice");
        }
        return items;
    }

    private static JsonObject epochJson(EpochHeads heads) {
        return new JsonObject()
                .put("epoch", heads.epoch().toString())
                .put("heads", array(heads.heads(), Statement::headJson));
    }

    private static EpochHeads readEpoch(JsonFields json) {
        List<Head> heads = json.objects("heads", Lane.values().length, Statement::readHead);
        return new EpochHeads(json.value("epoch", Epoch::parse), distinct(json, "heads", heads, Head::lane));
    }

    private static JsonObject sendJson(LaneSend send) {
        return new JsonObject()
                .put("lane", send.lane().wire())
                .put("from", send.before().seq() + 1)
                .put("to", send.head().seq())
                .put("prev", send.before().hash().toString())
                .put("head", send.head().hash().toString())
                .put("attempt", send.attempt());
    }

    private static LaneSend readSend(JsonFields json) {
        Lane lane = json.value("lane", Lane::ofWire);
        long from = json.natural("from");
        long to = json.natural("to");
        if (from < 1 || to < from - 1) {
            throw json.broken("from is 1 or more, and to is from - 1 or more");
        }
        return new LaneSend(
                new Head(lane, from - 1, json.value("prev", Hash::parse)),
                new Head(lane, to, json.value("head", Hash::parse)),
                json.natural("attempt"));
    }

    private static JsonObject sampleJson(ClockSample sample) {
        return new JsonObject()
                .put("boot", sample.boot())
                .put("t0", sample.t0Ms())
                .put("t1", sample.t1Ms())
                .put("t2", sample.t2Ms())
                .put("t3", sample.t3Ms());
    }

    private static ClockSample readSample(JsonFields json) {
        try {
            return new ClockSample(
                    json.value("boot", Statement::id),
                    json.natural("t0"),
                    json.natural("t1"),
                    json.natural("t2"),
                    json.natural("t3"));
        } catch (IllegalArgumentException e) {
            throw json.broken(String.valueOf(e.getMessage()));
        }
    }

    private static JsonObject telemetryJson(Telemetry telemetry) {
        JsonObject json = new JsonObject().put("pending", telemetry.pending());
        if (telemetry.batteryPct() != null) {
            json.put("battery_pct", telemetry.batteryPct());
        }
        if (!telemetry.waiting().isEmpty()) {
            JsonArray waiting = new JsonArray();
            telemetry
                    .waiting()
                    .forEach((type, count) ->
                            waiting.add(new JsonObject().put("type", type).put("count", count)));
            json.put("waiting", waiting);
        }
        return json;
    }

    private static Telemetry readTelemetry(JsonFields json) {
        Long batteryPct = json.naturalOrNull("battery_pct");
        if (batteryPct != null && batteryPct > 100) {
            throw json.broken("battery_pct is 0 to 100");
        }
        Map<String, Long> waiting = new TreeMap<>();
        for (JsonFields of : json.objects("waiting", Telemetry.TYPES_MAX, of -> of)) {
            waiting.put(of.value("type", Statement::typeName), of.natural("count"));
        }
        return new Telemetry(json.natural("pending"), batteryPct, waiting);
    }

    private static String typeName(String text) {
        if (!EntityTypes.GRAMMAR.matcher(text).matches()) {
            throw new IllegalArgumentException("must match " + EntityTypes.GRAMMAR);
        }
        return text;
    }

    private static JsonObject verifiedJson(Verified verified) {
        return new JsonObject()
                .put("exchange", verified.exchange())
                .put("receipt", verified.receipt().toString())
                .put("at", verified.at().toString())
                .put("boot", verified.boot())
                .put("up_ms", verified.upMs());
    }

    private static Verified readVerified(JsonFields json) {
        return new Verified(
                json.natural("exchange"),
                json.value("receipt", Hash::parse),
                json.value("at", Timestamps::parse),
                json.value("boot", Statement::id),
                json.natural("up_ms", Timestamps.MS_MAX));
    }
}
