package ghosthunter.hub.ledger;

import java.util.Locale;

/** What the ledger finds worth an operator's look. */
public enum FindingKind {
    /** A device sent beyond the hub's head: the hub lost, or something between was lost. Closes when it is filled. */
    GAP,
    /** A device's history differs from the hub's. */
    FORK,
    /** Histories of one device forked in two epochs or more: its card may exist twice. */
    CLONE,
    /** A past epoch held changes beyond the hub's head when the device opened the next. */
    ABANDONED,
    /** A device opened another epoch. */
    EPOCH_OPENED,
    /** A device declares acknowledged changes that neither side has any more. */
    LOST_AT_HUB,
    /** A second locker speaks of a package that another holds. */
    TRACKING_ID_CONFLICT,
    /** A change that cannot be projected. */
    POISON,
    /** An operator let a key that is shut out tell what it had pending: evidence that is not projected. */
    UNTRUSTED,
    /** One change id with two contents. */
    ID_REUSE,
    /** Nothing was heard of a locker for longer than a setting. Raised beside the ledger; closes when it speaks. */
    SILENT;

    /** The name in the database and in answers: lower case with hyphens. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads the wire name.
     *
     * @throws IllegalArgumentException if there is no such kind
     */
    public static FindingKind ofWire(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
