package ghosthunter.edge.outbox;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.json.MergePatch;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.codecs.time.Moment;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/** Chains a change of an entity, and has the mirror show what it makes, in the transaction of the caller. */
final class EntityAppender {
    private final Tables tables;

    EntityAppender(Tables tables) {
        this.tables = tables;
    }

    /** One change. */
    Future<Change> append(String type, String key, EntityChange edit, Moment written) {
        Lane lane = tables.entities().lane(type);
        Draft draft = new Draft(type, key, edit.op(), written, edit.base(), edit.changeJson(), null);
        requireSmall(edit);
        return tables.store()
                .read()
                .compose(store -> tables.chain().lane(store, lane).compose(state -> {
                    Appending appending = new Appending(tables, store);
                    appending.startFrom(state);
                    Change change = valid(appending, draft);
                    return appending
                            .flush(tables.chain(), tables.store())
                            .compose(done -> tables.mirror()
                                    .own(lane, appending.lane(lane).head().seq(), key))
                            .map(done -> change);
                }))
                .compose(change -> tables.mirror()
                        .write(type, key, edit.dataJson(), edit.isDeleted())
                        .map(done -> change));
    }

    /** What this device has to say of an entity of the core that the centre made: a patch of members that are the device's own. */
    Future<Void> report(EntityRow shown, JsonObject patch, Moment at) {
        JsonObject after = MergePatch.apply(new JsonObject(String.valueOf(shown.dataJson())), patch);
        EntityChange edit = new EntityChange("PATCH", patch.encode(), after.encode(), false, shown.version());
        return append(shown.type(), shown.key(), edit, at).mapEmpty();
    }

    /** What a patch or a count made must fit into a line, too: a later put of it would not. */
    private static void requireSmall(EntityChange edit) {
        if (edit.dataJson().getBytes(StandardCharsets.UTF_8).length > Line.BYTES_MAX) {
            throw Problem.of(ProblemType.TOO_LARGE, "an entity has at most " + Line.BYTES_MAX + " bytes")
                    .exception();
        }
    }

    @CanIgnoreReturnValue
    private static Change valid(Appending appending, Draft draft) {
        try {
            return appending.add(draft);
        } catch (IllegalArgumentException e) {
            throw Problem.of(ProblemType.INVALID_REQUEST, String.valueOf(e.getMessage()))
                    .exception();
        }
    }
}
