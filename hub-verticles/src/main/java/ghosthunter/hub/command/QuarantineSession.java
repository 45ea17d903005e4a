package ghosthunter.hub.command;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.command.Blocking;
import ghosthunter.codecs.command.CommandVertx;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.codecs.id.UuidV7;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.ledger.Key;
import ghosthunter.hub.ledger.LedgerSettings;
import ghosthunter.hub.ledger.Quarantine;
import ghosthunter.hub.ledger.Quarantine.Item;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The quarantine for a command, which may wait. */
final class QuarantineSession implements AutoCloseable {
    /** Rows that one command reads. */
    static final int ROWS_MAX = 10_000;

    /** How many ids of changes the audit names of one command. */
    private static final int CHANGES_TOLD_MAX = 100;

    private final Vertx vertx = CommandVertx.open();
    private final CommandDatabase database;
    private final Quarantine quarantine;
    private @Nullable OperatorSession audit;

    private QuarantineSession(CommandDatabase database, EntityCatalog entities) {
        this.database = database;
        InstantSource clock = InstantSource.system();
        this.quarantine = new Quarantine(
                vertx,
                database.url().connectOptions(),
                LedgerSettings.DEFAULT.withEntities(entities),
                clock,
                new UuidV7(clock, new SecureRandom()));
    }

    static QuarantineSession open(ConfigOption config, TenantId tenant, CommandSpec spec) {
        PrintWriter err = spec.commandLine().getErr();
        HubConfig settings = config.read(System.getenv()).config();
        return new QuarantineSession(CommandDatabase.open(settings, tenant, err), settings.entities());
    }

    /** What waits, the oldest first. */
    List<Item> waiting(TenantId tenant, @Nullable DeviceId device) {
        return Blocking.await(quarantine.items(tenant, device, null, false, ROWS_MAX));
    }

    /** Everything that has this change id, waiting or not. */
    List<Item> changes(TenantId tenant, UUID change) {
        return Blocking.await(quarantine.items(tenant, null, change, true, ROWS_MAX));
    }

    /** Judges again what waits of a device, and gives up what is named. */
    void review(DeviceRef device, Set<Key.Entry> dismissed) {
        JsonObject detail =
                new JsonObject().put("tenant", device.tenant().value()).put("dismissed", dismissed.size());
        Void unused = audit().audited(
                        "quarantine " + (dismissed.isEmpty() ? "review " : "dismiss ") + device.device(),
                        detail,
                        () -> Blocking.await(quarantine.review(device, dismissed)));
    }

    /** Fails with one line when there is no such device. */
    void require(DeviceRef device) {
        if (!Blocking.await(quarantine.knows(device))) {
            throw Problem.of(ProblemType.NOT_FOUND, "there is no locker " + device)
                    .exception();
        }
    }

    /** Lets changes leave that a key signed which is shut out. */
    void releaseUntrusted(DeviceRef device, List<Item> items, boolean accepted) {
        JsonObject detail = new JsonObject()
                .put("tenant", device.tenant().value())
                .put("untrusted", items.size())
                .put(
                        "changes",
                        new JsonArray(items.stream()
                                .limit(CHANGES_TOLD_MAX)
                                .map(item -> item.change().toString())
                                .toList()));
        Set<Key.Entry> places = items.stream().map(Item::place).collect(Collectors.toSet());
        Void unused = audit().audited(
                        "quarantine " + (accepted ? "accept " : "dismiss ") + device.device(),
                        detail,
                        () -> Blocking.await(quarantine.releaseUntrusted(device, places, accepted)));
    }

    private OperatorSession audit() {
        OperatorSession open = audit;
        if (open == null) {
            open = new OperatorSession(database.shared());
            audit = open;
        }
        return open;
    }

    @Override
    public void close() {
        if (audit != null) {
            audit.close();
        }
        Future<Void> closed = quarantine.close().otherwiseEmpty().compose(done -> vertx.close());
        Blocking.await(closed.otherwiseEmpty());
        database.close();
    }
}
