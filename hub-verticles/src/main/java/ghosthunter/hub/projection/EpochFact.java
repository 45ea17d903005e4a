package ghosthunter.hub.projection;

import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.entity.PoisonException;
import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the first change of an epoch declares.
 *
 * @param epoch the epoch it opens, the key of the change
 * @param reason why; {@value #CREATED} for the first of a device
 * @param previous the epoch before, or null for the first
 * @param hole what of the epoch before is in neither store any more, or null
 */
public record EpochFact(
        String epoch,
        String reason,
        @Nullable String previous,
        @Nullable Hole hole) {
    /** The only operation. */
    public static final String OPEN = "OPEN";

    /** The reason of a device's first epoch. */
    public static final String CREATED = "created";

    private static final int REASON_CHARS_MAX = 64;

    /**
     * Changes that the hub acknowledged once, lost, and that the device no longer has.
     *
     * @param hash the head after {@code to}
     * @param receipt the hub's own receipt for it, as told
     */
    public record Hole(
            String epoch,
            String lane,
            long from,
            long to,
            String hash,
            @Nullable String receipt) {}

    /**
     * Reads a change of type {@code epoch}.
     *
     * @throws PoisonException if the operation or a field of the data is not one of an epoch
     */
    public static EpochFact of(Change change) {
        if (!change.op().equals(OPEN)) {
            throw new PoisonException("an epoch has no operation '" + change.op() + "'");
        }
        try {
            JsonFields data = JsonFields.parse("data", change.dataJson().getBytes(StandardCharsets.UTF_8));
            JsonFields previous = data.objectOrNull("previous");
            JsonFields hole = data.objectOrNull("hole");
            return new EpochFact(
                    change.key(),
                    reason(data),
                    previous == null ? null : previous.text("epoch"),
                    hole == null ? null : hole(hole));
        } catch (ProblemException e) {
            throw new PoisonException(e.problem().detail());
        }
    }

    private static String reason(JsonFields data) {
        String reason = data.text("reason");
        if (reason.isBlank() || reason.length() > REASON_CHARS_MAX) {
            throw new PoisonException("'reason' must have 1 to " + REASON_CHARS_MAX + " characters");
        }
        return reason;
    }

    private static Hole hole(JsonFields json) {
        return new Hole(
                json.text("epoch"),
                json.text("lane"),
                json.natural("from"),
                json.natural("to"),
                json.text("hash"),
                json.textOrNull("receipt"));
    }
}
