package ghosthunter.hub.dialect.ghosthunter;

import ghosthunter.codecs.change.ChangeLine;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.codecs.time.Timestamps;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /sync}. {@code status} is the locker's own view of the row and says nothing to the hub.
 *
 * @param trackingId any text, not only a UUID
 * @param locker the locker that sends
 * @param droppedOffAt locker's wall clock when the door closed
 * @param attemptAt locker's wall clock when it sent this, or null
 * @param attempt {@code last_sync_attempt}, which on this wire is a counter: 0 at the first try
 */
record SyncRequest(
        String trackingId,
        DeviceId locker,
        Instant droppedOffAt,
        @Nullable Instant attemptAt,
        long attempt) {

    /**
     * Reads a body. A locker whose record lacks only the time or the number of its attempt is not turned away: it would come
     * again for ever.
     *
     * @throws ProblemException if it is not a JSON object
     * @throws FieldException if a field is missing or wrong
     */
    static SyncRequest ofJson(byte[] body) {
        JsonFields json = JsonFields.parse("body", body);
        String trackingId = read("tracking_id", name -> json.value(name, SyncRequest::trackingId));
        DeviceId locker = read("locker_id", name -> json.value(name, SyncRequest::device));
        Instant droppedOffAt = read("drop_off_timestamp", name -> json.value(name, Timestamps::parse));
        boolean attempted = read("sync_attempt_timestamp", name -> json.textOrNull(name) != null);
        Instant attemptAt =
                attempted ? read("sync_attempt_timestamp", name -> json.value(name, Timestamps::parse)) : null;
        Long attempt = read("last_sync_attempt", name -> Objects.requireNonNullElse(json.naturalOrNull(name), 0L));
        return new SyncRequest(trackingId, locker, droppedOffAt, attemptAt, attempt);
    }

    private static <T> T read(String field, Function<String, T> read) {
        try {
            return read.apply(field);
        } catch (ProblemException e) {
            throw new FieldException(
                    field, Problem.of(ProblemType.MALFORMED_BODY, e.problem().detail()));
        }
    }

    /** What the hub writes itself is nobody else's. */
    private static DeviceId device(String text) {
        DeviceId device = new DeviceId(text);
        if (device.equals(DeviceId.HUB)) {
            throw new IllegalArgumentException("'hub' is no locker");
        }
        return device;
    }

    private static String trackingId(String text) {
        boolean unreadable = text.codePoints()
                .anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
        if (text.isBlank() || text.length() > ChangeLine.KEY_CHARS_MAX || unreadable) {
            throw new IllegalArgumentException(
                    "1 to " + ChangeLine.KEY_CHARS_MAX + " characters, not blank, without control characters");
        }
        return text;
    }
}
