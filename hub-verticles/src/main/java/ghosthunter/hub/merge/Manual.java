package ghosthunter.hub.merge;

import ghosthunter.codecs.entity.PolicyName;

/** A person decides; the heuristics only say which side they lean to. */
final class Manual implements MergePolicy {
    @Override
    public MergeResult merge(Meeting meeting) {
        Opinion opinion = Opinion.of(meeting, meeting.touched());
        return new MergeResult.Pending(
                Ground.person(PolicyName.MANUAL.word(), opinion.confidence()),
                meeting.incomingContent(),
                "a person decides every conflict of a " + meeting.type().name(),
                opinion.suggestion());
    }
}
