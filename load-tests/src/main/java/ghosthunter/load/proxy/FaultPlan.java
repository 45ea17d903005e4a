package ghosthunter.load.proxy;

import ghosthunter.load.proxy.FaultDecision.Cut;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * How bad the network is: what may happen to each request, with which probability and how much of it. Immutable and pure;
 * the same seed and the same order of requests give the same decisions.
 *
 * <p>The three cuts exclude each other, so their probabilities add up to at most 1. Delays, duplicates and late replays
 * are drawn independently of them.
 *
 * @param cutUpload cut after this many <b>bytes</b> of the request, its head included
 * @param missingAck cut when the target starts to answer the complete request; the range is not used
 * @param cutAnswer cut after this many <b>bytes</b> of the answer, at least 1
 * @param delayUp hold the request for <b>milliseconds</b>
 * @param delayDown hold the answer for <b>milliseconds</b>
 * @param duplicate send the request a second time, <b>milliseconds</b> after it was forwarded; 0 is concurrently
 * @param lateReplay keep the request and send it again after this many later <b>requests</b>, at least 1
 * @param pathPrefix only requests whose path starts with this suffer; the empty text means all
 */
public record FaultPlan(
        Chance cutUpload,
        Chance missingAck,
        Chance cutAnswer,
        Chance delayUp,
        Chance delayDown,
        Chance duplicate,
        Chance lateReplay,
        String pathPrefix) {

    /** Everything passes untouched. */
    public static final FaultPlan NONE = new FaultPlan(
            Chance.NEVER, Chance.NEVER, Chance.NEVER, Chance.NEVER, Chance.NEVER, Chance.NEVER, Chance.NEVER, "");

    /** Checks what no single {@link Chance} can. */
    public FaultPlan {
        double cuts = cutUpload.probability() + missingAck.probability() + cutAnswer.probability();
        if (cuts > 1.0) {
            throw new IllegalArgumentException("the probabilities of the three cuts add up to " + cuts + ", at most 1");
        }
        if (cutAnswer.probability() > 0 && cutAnswer.least() < 1) {
            throw new IllegalArgumentException("an answer cut after 0 bytes is a missing ACK; least must be 1");
        }
        if (lateReplay.probability() > 0 && lateReplay.least() < 1) {
            throw new IllegalArgumentException("a late replay comes after at least 1 later request");
        }
    }

    /**
     * Decides for the next request. Draws the same count of numbers whatever comes out.
     *
     * @param random the seeded source; advanced by this call
     */
    public FaultDecision decide(RandomGenerator random) {
        double roll = random.nextDouble();
        int uploadBytes = cutUpload.amount(random);
        int answerBytes = cutAnswer.amount(random);
        Cut cut = cut(roll);
        OptionalInt up = delayUp.draw(random);
        OptionalInt down = delayDown.draw(random);
        OptionalInt twice = duplicate.draw(random);
        OptionalInt late = lateReplay.draw(random);
        int after = cut == Cut.UPLOAD ? uploadBytes : cut == Cut.ANSWER ? answerBytes : 0;
        return new FaultDecision(cut, after, up.orElse(0), down.orElse(0), twice, late);
    }

    private Cut cut(double roll) {
        if (roll < cutUpload.probability()) {
            return Cut.UPLOAD;
        }
        if (roll < cutUpload.probability() + missingAck.probability()) {
            return Cut.MISSING_ACK;
        }
        double all = cutUpload.probability() + missingAck.probability() + cutAnswer.probability();
        return roll < all ? Cut.ANSWER : Cut.NONE;
    }

    /** This plan, with uploads cut after {@code least} to {@code most} bytes. */
    public FaultPlan withCutUpload(double probability, int least, int most) {
        Chance chance = new Chance(probability, least, most);
        return new FaultPlan(chance, missingAck, cutAnswer, delayUp, delayDown, duplicate, lateReplay, pathPrefix);
    }

    /** This plan, with answers that the target gave and the client never hears. */
    public FaultPlan withMissingAck(double probability) {
        Chance chance = new Chance(probability, 0, 0);
        return new FaultPlan(cutUpload, chance, cutAnswer, delayUp, delayDown, duplicate, lateReplay, pathPrefix);
    }

    /** This plan, with answers cut after {@code least} to {@code most} bytes. */
    public FaultPlan withCutAnswer(double probability, int least, int most) {
        Chance chance = new Chance(probability, least, most);
        return new FaultPlan(cutUpload, missingAck, chance, delayUp, delayDown, duplicate, lateReplay, pathPrefix);
    }

    /** This plan, with requests and, independently, answers held for {@code leastMs} to {@code mostMs}. */
    public FaultPlan withDelay(double probability, int leastMs, int mostMs) {
        Chance chance = new Chance(probability, leastMs, mostMs);
        return new FaultPlan(cutUpload, missingAck, cutAnswer, chance, chance, duplicate, lateReplay, pathPrefix);
    }

    /** This plan, with requests sent twice, {@code leastMs} to {@code mostMs} apart; 0 is concurrently. */
    public FaultPlan withDuplicate(double probability, int leastMs, int mostMs) {
        Chance chance = new Chance(probability, leastMs, mostMs);
        return new FaultPlan(cutUpload, missingAck, cutAnswer, delayUp, delayDown, chance, lateReplay, pathPrefix);
    }

    /** This plan, with requests sent again after {@code least} to {@code most} later requests. */
    public FaultPlan withLateReplay(double probability, int least, int most) {
        Chance chance = new Chance(probability, least, most);
        return new FaultPlan(cutUpload, missingAck, cutAnswer, delayUp, delayDown, duplicate, chance, pathPrefix);
    }

    /** This plan, only for requests whose path starts with {@code prefix}. */
    public FaultPlan onlyPath(String prefix) {
        return new FaultPlan(cutUpload, missingAck, cutAnswer, delayUp, delayDown, duplicate, lateReplay, prefix);
    }
}
