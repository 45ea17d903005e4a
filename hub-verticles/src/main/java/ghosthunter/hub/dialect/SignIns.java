package ghosthunter.hub.dialect;

import ghosthunter.hub.operator.Actor;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * What people are answered who sign in with name and password at a path that clients of several dialects have: their requests are
 * the same to the letter, so the answer has what each of these clients looks for. Any thread.
 */
public final class SignIns {
    private final List<Function<Actor, JsonObject>> answers = new CopyOnWriteArrayList<>();

    /** Clients of one more dialect sign in there and look for this. */
    public void add(Function<Actor, JsonObject> answer) {
        answers.add(answer);
    }

    /**
     * An answer with what clients of the other dialects look for beside it.
     *
     * @param own counts where both have a member
     */
    public JsonObject with(Actor actor, JsonObject own) {
        JsonObject all = new JsonObject();
        answers.forEach(answer -> all.mergeIn(answer.apply(actor), true));
        return all.mergeIn(own, true);
    }
}
