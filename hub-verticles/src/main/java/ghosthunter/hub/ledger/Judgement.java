package ghosthunter.hub.ledger;

import org.jspecify.annotations.Nullable;

/**
 * What is to be done with a change, decided but not done.
 *
 * @param effect does it
 * @param refusal why it is not projected, or null where it is
 * @param awaits whether what is missing may still come
 * @param as how it leaves the quarantine with this
 */
record Judgement(Runnable effect, @Nullable String refusal, boolean awaits, String as) {
    static Judgement projects(Runnable effect) {
        return new Judgement(effect, null, false, "projected");
    }

    /** A finding, and nothing else. */
    static Judgement contradicts(Runnable effect) {
        return new Judgement(effect, null, false, "conflict");
    }

    static Judgement refuses(String reason) {
        return new Judgement(() -> {}, reason, false, "refused");
    }

    static Judgement awaits(String reason) {
        return new Judgement(() -> {}, reason, true, "refused");
    }

    void apply() {
        effect.run();
    }

    boolean passes() {
        return refusal == null;
    }
}
