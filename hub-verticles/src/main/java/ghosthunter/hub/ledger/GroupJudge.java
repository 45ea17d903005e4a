package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.Epoch;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Decides what a group does to the rows it locked. Pure: both ledgers judge with it, so that they cannot differ in anything
 * but reading and writing.
 */
final class GroupJudge {
    private GroupJudge() {}

    /**
     * The decision.
     *
     * @param judged one per member of the group, in its order
     */
    record Verdict(List<Judged> judged, GroupWrites writes) {}

    /**
     * Judges.
     *
     * @param needs what {@code view} was read for
     * @param view read under the group's locks
     * @param now hub's clock
     * @param epochs makes the epochs in which the hub chains for clients that do not sign
     * @param barred entries that the database refused to project, with its reason
     */
    static Verdict judge(
            List<Intake> group,
            GroupNeeds needs,
            GroupView view,
            Instant now,
            LedgerSettings settings,
            Supplier<Epoch> epochs,
            Map<Key.Entry, String> barred) {
        GroupWork work = new GroupWork(needs, view, now, settings);
        EntityProjector entities = new EntityProjector(work);
        Projector projector = new Projector(work, entities, barred);
        Appender appender = new Appender(work, projector);
        ExchangeJudge exchange = new ExchangeJudge(work, appender);
        UnsignedJudge unsigned = new UnsignedJudge(work, appender, new CentreCheck(work, entities), epochs);
        List<Judged> judged = group.stream()
                .map(intake -> intake.<Judged>fold(exchange::judge, unsigned::judge, review -> {
                    projector.review(review.device(), review.dismissed());
                    return Judged.lanes(List.of());
                }))
                .toList();
        return new Verdict(heard(group, judged, work.entities), work.writes());
    }

    /** Only when all are judged it is known what each entity is in the end. */
    private static List<Judged> heard(List<Intake> group, List<Judged> judged, EntityWork entities) {
        return IntStream.range(0, group.size())
                .mapToObj(i -> judged.get(i).with(entities.news(group.get(i).device())))
                .toList();
    }
}
