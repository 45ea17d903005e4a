package ghosthunter.hub.operator;

/**
 * What a login or a refresh gives.
 *
 * @param actor who signed in
 * @param accessToken the JWT; a secret for its short life
 * @param lifeS how long it is good, seconds
 * @param refresh gets the next grant, once
 */
public record Grant(Actor actor, String accessToken, long lifeS, Secret refresh) {
    @Override
    public String toString() {
        return "Grant[" + actor + "]";
    }
}
