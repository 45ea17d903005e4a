package ghosthunter.hub.command;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.command.Blocking;
import ghosthunter.codecs.command.CommandVertx;
import ghosthunter.codecs.id.UuidV7;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.dialect.agrotour.StockConsequences;
import ghosthunter.hub.entity.CentreWriter;
import ghosthunter.hub.entity.ClientDesk;
import ghosthunter.hub.entity.CommandDesk;
import ghosthunter.hub.entity.ConflictDesk;
import ghosthunter.hub.entity.EntityDesk;
import ghosthunter.hub.entity.Pickup;
import ghosthunter.hub.entity.PickupDesk;
import ghosthunter.hub.entity.SentCommand;
import ghosthunter.hub.entity.Stored;
import ghosthunter.hub.ledger.LedgerMetrics;
import ghosthunter.hub.ledger.LedgerSettings;
import ghosthunter.hub.ledger.SqlLedger;
import ghosthunter.hub.postgres.PoolLimits;
import ghosthunter.hub.postgres.TenantPools;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Entities and their conflicts for a command, which may wait. It writes beside running hubs, as one more node: the locks are the
 * same.
 */
final class EntitySession implements AutoCloseable {
    /** The word for a command line in the evidence. */
    private static final String DOOR = "command";

    private final TenantId tenant;
    private final CommandDatabase database;
    private final Vertx vertx = CommandVertx.open();
    private final TenantPools pools;
    private final SqlLedger ledger;
    private final EntityDesk entities;
    private final ConflictDesk conflicts;
    private final CentreWriter writer;
    private final CommandDesk commands;
    private final PickupDesk pickups;

    private EntitySession(TenantId tenant, HubConfig config, CommandDatabase database) {
        this.tenant = tenant;
        this.database = database;
        InstantSource clock = InstantSource.system();
        SecureRandom random = new SecureRandom();
        UuidV7 ids = new UuidV7(clock, random);
        this.pools = TenantPools.open(vertx, database.url(), PoolLimits.ofCommand());
        this.ledger = new SqlLedger(
                vertx,
                database.url().connectOptions(),
                LedgerSettings.DEFAULT
                        .withRestoreHorizonMs(config.custody().restoreHorizonMs())
                        .withEntities(config.entities()),
                clock,
                new UuidV7(clock, random),
                LedgerMetrics.NONE);
        this.entities = new EntityDesk(pools);
        this.conflicts = new ConflictDesk(pools);
        this.writer = new CentreWriter(
                config.entities(),
                entities,
                conflicts,
                new StockConsequences(entities),
                submission -> ledger.commit(List.of(submission)).map(outcomes -> outcomes.get(0)),
                clock,
                ids::next);
        this.commands = new CommandDesk(pools, entities, writer, clock, ids::next);
        this.pickups = new PickupDesk(pools, entities, writer, random);
    }

    static EntitySession open(ConfigOption config, TenantId tenant, CommandSpec spec) {
        HubConfig settings = config.read(System.getenv()).config();
        EntitySession session = new EntitySession(
                tenant,
                settings,
                CommandDatabase.open(settings, tenant, spec.commandLine().getErr()));
        try {
            session.requireTenant();
            return session;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** An empty list of a tenant that there is not would say that all is well. */
    private void requireTenant() {
        if (!Blocking.await(new ClientDesk(pools).hasTenant(tenant))) {
            throw Problem.of(ProblemType.NOT_FOUND, "there is no tenant " + tenant)
                    .exception();
        }
    }

    List<Stored.Conflict> page(boolean all, @Nullable String type) {
        String known = type == null ? null : writer.requireType(type);
        return Blocking.await(conflicts.page(tenant, all, known, null, EntityDesk.PAGE_MAX));
    }

    Stored.History conflict(UUID id) {
        return Blocking.await(conflicts.one(tenant, id))
                .orElseThrow(() -> Problem.of(ProblemType.NOT_FOUND, "there is no conflict " + id)
                        .exception());
    }

    List<Stored.Entity> entities(String type, @Nullable String after) {
        return Blocking.await(entities.page(tenant, writer.requireType(type), after, false, EntityDesk.PAGE_MAX));
    }

    /** Ends a conflict; the audit has it before it begins. */
    void resolve(UUID id, CentreWriter.Decision decision) {
        try (OperatorSession audit = new OperatorSession(database.shared())) {
            String by = by(audit);
            Void unused = audit.audited(
                    "conflicts resolve " + id,
                    new JsonObject().put("tenant", tenant.value()).put("use", decision.use()),
                    () -> Blocking.await(writer.resolve(tenant, id, decision, by)));
        }
    }

    /** Commands, the newest first. */
    List<SentCommand> commands(@Nullable DeviceId device) {
        return Blocking.await(commands.page(tenant, device, null, EntityDesk.PAGE_MAX));
    }

    SentCommand command(UUID id) {
        return Blocking.await(commands.one(tenant, id.toString()))
                .orElseThrow(() -> Problem.of(ProblemType.NOT_FOUND, "there is no command " + id)
                        .exception());
    }

    /** Sends a command; the audit has it before it begins. */
    SentCommand send(CommandDesk.Order order) {
        try (OperatorSession audit = new OperatorSession(database.shared())) {
            String by = by(audit);
            return audit.audited(
                    "command " + order.device(),
                    order.work().toJson().put("tenant", tenant.value()),
                    () -> Blocking.await(commands.send(tenant, order, by, DOOR)));
        }
    }

    /** Takes a command back; the audit has it before it begins. */
    SentCommand cancel(UUID id) {
        try (OperatorSession audit = new OperatorSession(database.shared())) {
            String by = by(audit);
            return audit.audited(
                    "command cancel " + id,
                    new JsonObject().put("tenant", tenant.value()),
                    () -> Blocking.await(commands.cancel(tenant, id.toString(), by, DOOR)));
        }
    }

    /** Takes the codes of a parcel back; the audit has it before it begins. */
    Pickup cancel(String trackingId) {
        try (OperatorSession audit = new OperatorSession(database.shared())) {
            String by = by(audit);
            return audit.audited(
                    "pickup cancel " + trackingId,
                    new JsonObject().put("tenant", tenant.value()),
                    () -> Blocking.await(pickups.cancel(tenant, trackingId, by, DOOR)));
        }
    }

    private static String by(OperatorSession audit) {
        return audit.actor().kind().slug() + " " + audit.actor().name();
    }

    /** Makes a pick-up code; the audit has that, and not the code. */
    Pickup issue(String trackingId, @Nullable DeviceId device, boolean renews) {
        try (OperatorSession audit = new OperatorSession(database.shared())) {
            return audit.audited(
                    "pickup code " + trackingId,
                    new JsonObject().put("tenant", tenant.value()),
                    () -> Blocking.await(pickups.issue(new PickupDesk.Wish(tenant, trackingId, device, renews, DOOR))));
        }
    }

    Pickup pickup(String trackingId) {
        return Blocking.await(pickups.one(tenant, trackingId))
                .orElseThrow(() -> Problem.of(ProblemType.NOT_FOUND, "no code was made for " + trackingId)
                        .exception());
    }

    @Override
    public void close() {
        Blocking.await(ledger.close().otherwiseEmpty());
        Blocking.await(pools.close().otherwiseEmpty());
        Blocking.await(vertx.close().otherwiseEmpty());
        database.close();
    }
}
