package ghosthunter.codecs.change;

import java.util.regex.Pattern;

/** The names of entity types: their grammar, and those that the core itself gives a meaning. */
public final class EntityTypes {
    /** A package in a compartment: drop-off and pick-up. */
    public static final String PACKAGE = "package";

    /** The declaration that opens an epoch: its reason and its predecessor. */
    public static final String EPOCH = "epoch";

    /** What the hub asks one device to do, and what became of it. */
    public static final String COMMAND = "command";

    /** The right to take a package out with a code; its key is the tracking id. */
    public static final String PICKUP = "pickup";

    /** What the hub tells one device: that its change was rejected, or lost a conflict. */
    public static final String NOTICE = "notice";

    /** The grammar of every type. */
    public static final Pattern GRAMMAR = Pattern.compile("[a-z][a-z0-9_-]{0,31}");

    private EntityTypes() {}
}
