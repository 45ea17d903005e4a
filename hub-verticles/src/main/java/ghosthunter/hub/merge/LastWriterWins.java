package ghosthunter.hub.merge;

import ghosthunter.codecs.entity.PolicyName;

/** The later write counts as a whole; a tie goes by the name of the device. */
final class LastWriterWins implements MergePolicy {
    private final Ground ground;

    LastWriterWins(PolicyName name) {
        this.ground = Ground.rule(name.word());
    }

    @Override
    public MergeResult merge(Meeting meeting) {
        return meeting.isIncomingLater() ? new MergeResult.IncomingWins(ground) : new MergeResult.CurrentStays(ground);
    }
}
