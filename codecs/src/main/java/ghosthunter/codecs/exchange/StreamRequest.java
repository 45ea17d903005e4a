package ghosthunter.codecs.exchange;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.key.SigningKey;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A device asks for its stream of triggers: a JWS signed by its key, in the header {@code Authorization}. PROTOCOL.md, "Stream".
 *
 * @param hub the hub that it is meant for
 * @param atMs what the device takes for the hub's clock, milliseconds since 1970
 */
public record StreamRequest(String hub, DeviceRef device, long atMs) {
    /** The {@code typ} of the request. */
    public static final String TYP = "gh-stream";

    /** Where it is sent. */
    public static final String PATH = "/v1/stream";

    /** What the stream is when it is no WebSocket. */
    public static final String EVENTS_MEDIA_TYPE = "text/event-stream";

    /** How far {@code atMs} may be from the hub's clock, milliseconds. */
    public static final long SKEW_MS_MAX = 300_000;

    private static final String SCHEME = "Signed ";

    /** The header with which a device asks. */
    public String authorization(SigningKey key) {
        byte[] payload = new JsonObject()
                .put("aud", hub)
                .put("tenant", device.tenant().value())
                .put("device", device.device().value())
                .put("at", atMs)
                .encode()
                .getBytes(StandardCharsets.UTF_8);
        return SCHEME + Jws.sign(TYP, payload, key).text();
    }

    /**
     * The JWS of a header. Nothing is verified yet.
     *
     * @throws ProblemException {@code unauthenticated} without one, {@code malformed-body} if it is none
     */
    public static Jws ofHeader(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw Problem.of(ProblemType.UNAUTHENTICATED, "this needs 'Authorization: Signed <JWS>'")
                    .exception();
        }
        return Jws.parse(authorization.substring(SCHEME.length()).strip(), TYP);
    }

    /**
     * Reads the request. That the device's key signed it remains to be verified.
     *
     * @throws ProblemException {@code malformed-body}
     */
    public static StreamRequest read(Jws request) {
        JsonFields json = JsonFields.parse("the request for a stream", request.payload());
        DeviceRef device = new DeviceRef(json.value("tenant", TenantId::new), json.value("device", DeviceId::new));
        return new StreamRequest(json.text("aud"), device, json.natural("at"));
    }

    /** Whether it was signed now, as far as both clocks can tell. */
    public boolean isTimely(long hubMs) {
        return atMs >= hubMs - SKEW_MS_MAX && atMs <= hubMs + SKEW_MS_MAX;
    }
}
