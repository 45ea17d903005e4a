package ghosthunter.hub.merge;

import ghosthunter.codecs.entity.PolicyName;

/** What was written first stays for good. Another one under the same key is kept as a conflict, so that nothing is lost. */
final class AppendOnly implements MergePolicy {
    private static final String RULE = PolicyName.APPEND_ONLY.word();

    @Override
    public boolean judgesClean() {
        return true;
    }

    @Override
    public boolean yieldsToRules() {
        return false;
    }

    @Override
    public MergeResult merge(Meeting meeting) {
        Incoming incoming = meeting.incoming();
        if (!incoming.op().equals(Incoming.CREATE)) {
            return new MergeResult.Rejected(
                    Ground.rule(RULE),
                    "a " + meeting.type().name() + " is written once and not changed by " + incoming.op(),
                    "write a new one under a key of its own");
        }
        if (meeting.current().isBlank()) {
            return new MergeResult.IncomingWins(Ground.rule(RULE));
        }
        return new MergeResult.Pending(
                Ground.person(RULE, 1),
                meeting.incomingContent(),
                "there is another " + meeting.type().name() + " under this key",
                "keep what was written first, and write the other under a key of its own");
    }
}
