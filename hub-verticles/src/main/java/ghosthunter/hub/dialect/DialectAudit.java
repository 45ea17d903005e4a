package ghosthunter.hub.dialect;

import ghosthunter.hub.operator.Actor;
import ghosthunter.hub.operator.Journal;
import ghosthunter.hub.operator.RandomIds;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what people do by a dialect into the audit of the hub: before it begins, and how it ended. Any context. */
public final class DialectAudit {
    private static final Logger LOG = LoggerFactory.getLogger(DialectAudit.class);

    private final DialectPorts ports;

    public DialectAudit(DialectPorts ports) {
        this.ports = ports;
    }

    /**
     * Works, behind the audit.
     *
     * @param work of this actor; what cannot be written down does not begin
     */
    public <T> Future<T> audited(DialectRequest request, Actor actor, Supplier<Future<T>> work) {
        UUID id = RandomIds.next(ports.random());
        return write(id, Journal.Stage.ASKED, request, actor)
                .compose(asked -> work.get())
                .onSuccess(done -> tell(id, Journal.Stage.DONE, request, actor))
                .onFailure(refused -> tell(id, Journal.Stage.REFUSED, request, actor));
    }

    private void tell(UUID id, Journal.Stage stage, DialectRequest request, Actor actor) {
        write(id, stage, request, actor)
                .onFailure(failure -> LOG.atError()
                        .setCause(failure)
                        .addKeyValue("request", id)
                        .log("the audit has the action, but not how it ended"));
    }

    private Future<Void> write(UUID id, Journal.Stage stage, DialectRequest request, Actor actor) {
        var sent = request.ctx().request();
        return ports.operators()
                .journal()
                .write(new Journal.Entry(
                        id,
                        stage,
                        actor,
                        sent.method() + " " + request.ctx().normalizedPath(),
                        new JsonObject(),
                        sent.remoteAddress().hostAddress()));
    }
}
