package ghosthunter.edge.local;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.edge.outbox.OutboxClient;
import ghosthunter.edge.outbox.OutboxCommand;
import ghosthunter.edge.outbox.OutboxReply;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The requests that ask, and {@code POST /sync}. */
final class ReadHandlers {
    private static final int LIMIT_DEFAULT = 100;
    private static final int LIMIT_MAX = 1_000;

    private final DeviceId device;
    private final Path store;
    private final OutboxClient outbox;
    private final SyncClient sync;

    ReadHandlers(DeviceId device, Path store, OutboxClient outbox, SyncClient sync) {
        this.device = device;
        this.store = store;
        this.outbox = outbox;
        this.sync = sync;
    }

    void packages(RoutingContext request) {
        boolean pendingOnly = pendingOnly(request.request().getParam("status"));
        int limit = limit(request);
        Answers.send(
                request,
                200,
                outbox.ask(new OutboxCommand.ListPackages(pendingOnly, limit), OutboxReply.Packages.class)
                        .map(LocalJson::packages));
    }

    void custody(RoutingContext request) {
        Answers.send(
                request,
                200,
                outbox.ask(new OutboxCommand.ShowCustody(request.pathParam("trackingId")), OutboxReply.Custody.class)
                        .map(LocalJson::custody));
    }

    void status(RoutingContext request) {
        Answers.send(
                request,
                200,
                outbox.ask(new OutboxCommand.ShowStatus(), OutboxReply.Status.class)
                        .compose(status -> sync.state().map(state -> LocalJson.status(status, state))));
    }

    /** Healthy is who can open a transaction. The process id tells a command that this is the owner of its file,
     * the store where to go instead. */
    void health(RoutingContext request) {
        Future<OutboxReply.Status> alive = outbox.ask(new OutboxCommand.ShowStatus(), OutboxReply.Status.class);
        Answers.send(
                request,
                200,
                alive.map(status -> new JsonObject()
                        .put("status", "ok")
                        .put("device", device.value())
                        .put("store", store.toString())
                        .put("pid", ProcessHandle.current().pid())));
    }

    void sync(RoutingContext request) {
        Answers.send(request, 200, sync.syncNow().map(LocalJson::report));
    }

    private static boolean pendingOnly(@Nullable String status) {
        if (status != null && !status.equals("pending")) {
            throw Problem.of(ProblemType.INVALID_REQUEST, "status can only be asked for 'pending'")
                    .exception();
        }
        return status != null;
    }

    /** How many rows a page has at most. */
    static int limit(RoutingContext request) {
        String text = request.request().getParam("limit");
        if (text == null) {
            return LIMIT_DEFAULT;
        }
        if (!text.matches("[1-9][0-9]{0,3}") || Integer.parseInt(text) > LIMIT_MAX) {
            throw Problem.of(ProblemType.INVALID_REQUEST, "limit is 1 to " + LIMIT_MAX)
                    .exception();
        }
        return Integer.parseInt(text);
    }
}
