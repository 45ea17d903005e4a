package ghosthunter.hub.merge;

import ghosthunter.codecs.entity.RuleName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tier 1: a rule of the trade that decides which side wins, if it has anything to say of these two. Pure. */
interface HardRule {
    /** Whether the incoming side wins; empty where the rule does not apply. */
    Optional<Boolean> incomingWins(Meeting meeting);

    /** What a rule decided. */
    record Ruling(Ground ground, boolean incoming) {}

    /** The first of the type's rules that applies. */
    static Optional<Ruling> first(Meeting meeting) {
        return meeting.type().rules().stream()
                .flatMap(name -> of(name).incomingWins(meeting).stream()
                        .map(incoming -> new Ruling(Ground.rule(name.word()), incoming)))
                .findFirst();
    }

    private static HardRule of(RuleName name) {
        return switch (name) {
            case PAID_BEATS_UNPAID ->
                meeting -> beats(meeting, meeting.type().fields().payment(), "PAID", null);
            case SALE_BEATS_RESTOCK ->
                meeting -> beats(meeting, meeting.type().fields().reason(), "SALE", "RESTOCK");
            case DECREMENT_BEATS_INCREMENT ->
                meeting -> beats(meeting, "operation", "DECREMENT", "INCREMENT").filter(incoming -> incoming);
            case DELETE_LOSES_TO_EDIT -> meeting -> deletion(meeting).map(deletes -> !deletes);
            case DELETE_BEATS_EDIT -> HardRule::deletion;
            case EXACT_BASE -> meeting -> Optional.empty();
        };
    }

    /** The side whose field has the strong value, if the other has the weak one; a null stands for any other. */
    private static Optional<Boolean> beats(Meeting meeting, String field, String strong, @Nullable String weak) {
        if (meeting.deletes() || meeting.current().deleted()) {
            return Optional.empty();
        }
        String theirs = String.valueOf(meeting.document().getValue(field));
        String ours = String.valueOf(meeting.current().data().getValue(field));
        boolean incoming = strong.equalsIgnoreCase(theirs);
        String other = incoming ? ours : theirs;
        boolean applies = incoming != strong.equalsIgnoreCase(ours) && (weak == null || weak.equalsIgnoreCase(other));
        return applies ? Optional.of(incoming) : Optional.empty();
    }

    /** Whether it is the incoming side that deletes, where exactly one does. */
    private static Optional<Boolean> deletion(Meeting meeting) {
        return meeting.deletes() == meeting.current().deleted() ? Optional.empty() : Optional.of(meeting.deletes());
    }
}
