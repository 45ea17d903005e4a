package ghosthunter.hub.dialect.cpos;

import ghosthunter.codecs.change.ChangeLine;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.Printable;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.entity.CentreWriter;
import ghosthunter.hub.entity.ClientWriter;
import ghosthunter.hub.entity.EntityDesk;
import ghosthunter.hub.entity.Stored;
import ghosthunter.hub.ledger.Centre;
import ghosthunter.hub.ledger.Expected;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Stores, branches, terminals and people as entities of the core: looked up, and made with all their names or not at all. */
final class Shops {
    /** The most rows of a list that is answered whole. */
    static final int ROWS_MAX = 10_000;

    private final DialectPorts ports;
    private final TenantId tenant;

    Shops(DialectPorts ports, TenantId tenant) {
        this.ports = ports;
        this.tenant = tenant;
    }

    TenantId tenant() {
        return tenant;
    }

    /**
     * Something new.
     *
     * @param names the names that it takes, such as {@code terminal:T-01}, each of which nothing else may have
     */
    record Made(String type, String key, JsonObject data, List<String> names) {
        Made {
            names = List.copyOf(names);
        }
    }

    /** One that is not deleted, or empty. */
    Future<Optional<Stored.Entity>> find(String type, String key) {
        if (!isKey(key)) {
            return Future.succeededFuture(Optional.empty());
        }
        return ports.entities().one(tenant, type, key).map(found -> found.filter(entity -> !entity.deleted()));
    }

    /** Whether something can have this key; what a client calls by another is nowhere. */
    static boolean isKey(String key) {
        return !key.isBlank()
                && key.length() <= ChangeLine.KEY_CHARS_MAX
                && key.codePoints().allMatch(Printable::isPrintable);
    }

    /** One that must be there; fails with 404. */
    Future<Stored.Entity> one(String type, String key, String what) {
        return find(type, key).map(found -> found.orElseThrow(() -> CposFailure.missing(what)));
    }

    /** A terminal, or empty. */
    Future<Optional<Terminal>> terminal(String id) {
        return find(CposTypes.TERMINAL, id).map(found -> found.map(entity -> Terminal.of(tenant, entity)));
    }

    /** The terminal that has taken a name, or empty. */
    Future<Optional<Terminal>> terminalOf(String name) {
        return find(CposTypes.NAME, name)
                .compose(found -> found.map(entity -> terminal(entity.data().getString("id", "")))
                        .orElseGet(() -> Future.succeededFuture(Optional.empty())));
    }

    /** The terminals whose stores somebody sees. */
    Future<List<Terminal>> terminals(User user) {
        return all(CposTypes.TERMINAL)
                .map(all -> all.stream()
                        .map(entity -> Terminal.of(tenant, entity))
                        .filter(terminal -> user.sees(terminal.storeId()))
                        .toList());
    }

    /** All of a type that are not deleted, at most {@value #ROWS_MAX}. */
    Future<List<Stored.Entity>> all(String type) {
        return all(type, null, new ArrayList<>());
    }

    private Future<List<Stored.Entity>> all(String type, @Nullable String after, List<Stored.Entity> found) {
        return ports.entities()
                .page(tenant, type, after, false, EntityDesk.PAGE_MAX)
                .compose(page -> {
                    found.addAll(page);
                    boolean last = page.size() < EntityDesk.PAGE_MAX || found.size() >= ROWS_MAX;
                    return last
                            ? Future.succeededFuture(List.copyOf(found))
                            : all(type, page.get(page.size() - 1).key(), found);
                });
    }

    /** Makes something, with all its names; fails with 409 where one is taken: then there is nothing of it. */
    Future<Void> make(Made made, String what) {
        List<ClientWriter.Write> writes = new ArrayList<>();
        List<Expected> expected = new ArrayList<>();
        add(made.type(), made.key(), made.data(), writes, expected);
        JsonObject owner = new JsonObject().put("id", made.key());
        made.names().forEach(name -> add(CposTypes.NAME, name, owner, writes, expected));
        return ports.clients()
                .write(Centre.of(tenant), CposDialect.NAME, writes, expected)
                .recover(failure ->
                        Future.failedFuture(is(failure, ProblemType.CONFLICT) ? CposFailure.duplicate(what) : failure))
                .mapEmpty();
    }

    private void add(
            String type, String key, JsonObject data, List<ClientWriter.Write> writes, List<Expected> expected) {
        UUID id = ports.ids().get();
        writes.add(new ClientWriter.Write(
                id, type, key, "CREATE", data, 0, ports.clock().instant()));
        expected.add(new Expected(type, key, 0, null));
    }

    /**
     * Changes some fields.
     *
     * @param version the version that must be there, or null for any; fails with {@code conflict}
     */
    Future<Stored.Entity> patch(String type, String key, JsonObject fields, @Nullable Long version) {
        return ports.centre()
                .write(new CentreWriter.Write(
                        tenant, type, key, CentreWriter.Op.PATCH, fields, version, CposDialect.NAME));
    }

    static boolean is(Throwable failure, ProblemType type) {
        return failure instanceof ProblemException known && known.problem().type() == type;
    }
}
