package ghosthunter.codecs.entity;

import java.util.Locale;

/** A hard rule that decides a conflict before the policy is asked. A type names those that hold for it, in their order. */
public enum RuleName {
    /** Of a paid and an unpaid state the paid one wins, whoever wrote later. */
    PAID_BEATS_UNPAID,
    /** A sale wins over a restock: the goods have left. */
    SALE_BEATS_RESTOCK,
    /** A change whose {@code operation} is a decrement wins over the increment that it met; the other way round it says nothing. */
    DECREMENT_BEATS_INCREMENT,
    /** A deletion loses to a write that did not know of it. */
    DELETE_LOSES_TO_EDIT,
    /** A deletion wins over a write that did not know of it. */
    DELETE_BEATS_EDIT,
    /**
     * Decides nothing by itself, but what meets: a write whose base is the current version counts as it is, with all its fields; any
     * other one is concurrent, also where its device wrote all that came since. A patch is one of what is here: if it wins, the fields
     * that it does not name stay.
     */
    EXACT_BASE;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The word in the catalog, such as {@code paid-beats-unpaid}. */
    public String word() {
        return word;
    }
}
