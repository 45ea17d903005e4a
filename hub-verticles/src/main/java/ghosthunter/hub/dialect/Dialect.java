package ghosthunter.hub.dialect;

import ghosthunter.hub.http.Routes;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The API of another system as an adapter on the core. It stores nothing of its own. Any event loop calls it. */
public interface Dialect {
    /** The name in settings, evidence and the list of devices. */
    String name();

    /** What its clients call. Those that other dialects have too are told apart by {@link Call#claims}. */
    List<Call> calls();

    /** What is no call: a realtime connection, for example. Mounted before the calls. */
    default List<Routes> routes() {
        return List.of();
    }

    /**
     * Whether its calls look themselves whether a request is as its document says, because their clients are told the order of the
     * checks and the words of each; else it is looked at before.
     */
    default boolean checksItself() {
        return false;
    }

    /** Which pages of browsers may ask; null: it sees to that itself, or browsers have no business here. */
    default @Nullable DialectCors cors() {
        return null;
    }

    /** Answers in the shape of its clients that a request failed: a {@code ProblemException}, or a defect of the hub. */
    void fail(RoutingContext ctx, Throwable failure);
}
