package ghosthunter.hub.dialect.cpos;

import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.dialect.DialectRequest;
import ghosthunter.hub.entity.ClientPull;
import ghosthunter.hub.entity.ClientPull.From;
import ghosthunter.hub.entity.ClientPull.Sight;
import ghosthunter.hub.entity.EntityDesk;
import ghosthunter.hub.entity.Stored;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /sync/pull}: a bare array without a limit, because the contract has no second page; it is sent page by page as it is
 * read, so that its length costs no memory. With {@code lastSync} it also has what is deleted or not active any more.
 */
final class PullApi {
    private final DialectPorts ports;
    private final Callers callers;
    private final ClientPull pull;

    PullApi(DialectPorts ports, Callers callers, ClientPull pull) {
        this.ports = ports;
        this.callers = callers;
        this.pull = pull;
    }

    /** What is asked for. */
    private record Asked(String wire, String type, @Nullable Instant since) {}

    /** Answers itself, for the answer is written in parts. */
    Future<Void> pull(DialectRequest request) {
        return callers.of(request).compose(caller -> {
            Asked asked = asked(request);
            boolean itself = caller.fold(terminal -> true, user -> false);
            return callers.terminal(
                            caller,
                            request.param("terminalId")
                                    .filter(id -> !id.isEmpty())
                                    .orElse(null),
                            User.SYNC_READ)
                    .compose(terminal -> ports.devices()
                            .seen(terminal.device(), null)
                            .compose(seen -> pull.from(terminal.device(), asked.type(), asked.since(), itself))
                            .compose(from -> {
                                if (itself) {
                                    ports.streams().exchanged(terminal.device());
                                }
                                return send(request.ctx().response(), terminal, asked, from);
                            }));
        });
    }

    private static Asked asked(DialectRequest request) {
        String wire = request.param("entityType")
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> CposFailure.of(400, "entityType is required"));
        String type = CposTypes.ofWire(wire)
                .orElseThrow(() -> CposFailure.of(400, "Unknown entityType: " + (wire.length() > 50 ? "…" : wire)));
        Instant since = request.param("lastSync")
                .filter(text -> !text.isEmpty())
                .map(text ->
                        Iso.parse(text).orElseThrow(() -> CposFailure.of(400, "lastSync must be an ISO 8601 date")))
                .orElse(null);
        return new Asked(wire, type, since);
    }

    private Future<Void> send(HttpServerResponse response, Terminal terminal, Asked asked, From from) {
        Sight sight = Rows.sight(terminal, asked.wire(), asked.type());
        return pull.page(sight, from, Optional.empty(), EntityDesk.PAGE_MAX).compose(first -> {
            response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
            return first.size() < EntityDesk.PAGE_MAX
                    ? response.end("[" + encoded(byTime(first), true) + "]")
                    : response.setChunked(true)
                            .write("[" + encoded(first, true))
                            .compose(written -> sendOn(response, sight, from, last(first)));
        });
    }

    /** What is written already cannot be taken back: where a page cannot be read, the connection ends in the middle. */
    private Future<Void> sendOn(HttpServerResponse response, Sight sight, From from, String after) {
        return pull.page(sight, from, Optional.of(after), EntityDesk.PAGE_MAX)
                .compose(page -> page.size() < EntityDesk.PAGE_MAX
                        ? response.end(encoded(page, false) + "]")
                        : response.write(encoded(page, false))
                                .compose(written -> sendOn(response, sight, from, last(page))));
    }

    private static String last(List<Stored.Entity> page) {
        return page.get(page.size() - 1).key();
    }

    private static List<Stored.Entity> byTime(List<Stored.Entity> page) {
        return page.stream()
                .sorted(Comparator.comparing(Stored.Entity::updatedAt).thenComparing(Stored.Entity::key))
                .toList();
    }

    private static String encoded(List<Stored.Entity> page, boolean first) {
        StringBuilder text = new StringBuilder();
        for (Stored.Entity entity : page) {
            text.append(first && text.length() == 0 ? "" : ",")
                    .append(Rows.pulled(entity).encode());
        }
        return text.toString();
    }
}
