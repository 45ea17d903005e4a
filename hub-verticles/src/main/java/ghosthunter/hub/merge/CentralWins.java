package ghosthunter.hub.merge;

import ghosthunter.codecs.entity.PolicyName;

/** What the centre holds stays; only a write of the centre itself replaces it, one of its own by the later one. */
final class CentralWins implements MergePolicy {
    private static final Ground GROUND = Ground.rule(PolicyName.CENTRAL_WINS.word());

    @Override
    public MergeResult merge(Meeting meeting) {
        boolean isCurrentCentral = meeting.current().device().equals(Incoming.HUB);
        boolean wins = meeting.incoming().isOfHub() && (!isCurrentCentral || meeting.isIncomingLater());
        return wins ? new MergeResult.IncomingWins(GROUND) : new MergeResult.CurrentStays(GROUND);
    }
}
