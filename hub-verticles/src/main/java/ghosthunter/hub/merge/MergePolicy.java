package ghosthunter.hub.merge;

import ghosthunter.codecs.entity.PolicyName;

/** How a change and an entity become one. Pure. */
interface MergePolicy {
    MergeResult merge(Meeting meeting);

    /** Whether it judges clean changes too; else a clean change is simply applied. */
    default boolean judgesClean() {
        return false;
    }

    /** Whether the hard rules of the type come before it. One that looks for them itself says no. */
    default boolean yieldsToRules() {
        return true;
    }

    static MergePolicy of(PolicyName name) {
        return switch (name) {
            case TERMINAL_WINS -> new TerminalWins();
            case CENTRAL_WINS -> new CentralWins();
            // That some fields never fall is laid over every policy, see FieldParts.
            case LAST_WRITER_WINS, MAX -> new LastWriterWins(name);
            case FIELD_MERGE -> new FieldMerge();
            case THREE_WAY -> new ThreeWay();
            case COUNTER -> new Counter();
            case APPEND_ONLY -> new AppendOnly();
            case MANUAL -> new Manual();
        };
    }
}
