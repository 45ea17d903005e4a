package ghosthunter.hub.merge;

import ghosthunter.codecs.entity.PolicyName;

/** A device's write wins over the centre's; between two of the same side the later one. */
final class TerminalWins implements MergePolicy {
    private static final Ground GROUND = Ground.rule(PolicyName.TERMINAL_WINS.word());

    @Override
    public MergeResult merge(Meeting meeting) {
        boolean central = meeting.incoming().isOfHub();
        boolean isCurrentCentral = meeting.current().device().equals(Incoming.HUB);
        boolean wins = central == isCurrentCentral ? meeting.isIncomingLater() : isCurrentCentral;
        return wins ? new MergeResult.IncomingWins(GROUND) : new MergeResult.CurrentStays(GROUND);
    }
}
