package ghosthunter.hub.merge;

/**
 * Why a conflict ended as it did.
 *
 * @param tier 1: a hard rule or the policy, 2: heuristics, 3: a person
 * @param rule the name of what decided
 * @param confidence how sure that is, 0 to 1
 */
public record Ground(int tier, String rule, double confidence) {
    static Ground rule(String rule) {
        return new Ground(1, rule, 1);
    }

    static Ground person(String rule, double confidence) {
        return new Ground(3, rule, confidence);
    }
}
