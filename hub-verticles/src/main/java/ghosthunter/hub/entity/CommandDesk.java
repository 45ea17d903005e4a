package ghosthunter.hub.entity;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.entity.AudienceRule;
import ghosthunter.codecs.locker.CommandState;
import ghosthunter.codecs.locker.Expectation;
import ghosthunter.codecs.locker.LockerCommand;
import ghosthunter.codecs.locker.Work;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.postgres.DatabaseFailure;
import ghosthunter.hub.postgres.TenantPools;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where lockers are commanded, and where it is looked at what became of that. A command is an entity for one device; the feed
 * takes it there and calls it, and what the device says comes back as changes of the same entity. Any context may call it.
 */
public final class CommandDesk {
    /**
     * The locker, by primary key; and what waits for it, by entity_command: keys are UUIDv7, so those that can still be begun lie
     * behind one that is made of the time.
     */
    private static final String LOCKER = """
            SELECT d.epoch,
                   (SELECT count(*)
                    FROM entity e
                    WHERE e.tenant = $1
                      AND e.type = 'command'
                      AND e.audience = $3
                      AND e.key > $4
                      AND NOT e.data ?| ARRAY['state', 'cancelled']
                      AND (e.data ->> 'issued_ms')::bigint + (e.data ->> 'expires_s')::bigint * 1000 > $5) AS waiting
            FROM device d
            WHERE d.tenant = $1 AND d.device = $2
            """;

    /** By entity_command, read backwards. */
    private static final String OF_DEVICE = EntityDesk.COLUMNS + """
            WHERE tenant = $1 AND type = 'command' AND audience = $2 AND ($3::text IS NULL OR key < $3)
            ORDER BY key DESC
            LIMIT $4
            """;

    /** A range of the primary key, read backwards. */
    private static final String ALL = EntityDesk.COLUMNS + """
            WHERE tenant = $1 AND type = 'command' AND ($2::text IS NULL OR key < $2)
            ORDER BY key DESC
            LIMIT $3
            """;

    private final TenantPools pools;
    private final EntityDesk entities;
    private final CentreWriter writer;
    private final InstantSource clock;
    private final Supplier<UUID> ids;

    /**
     * Makes one.
     *
     * @param ids makes the ids of commands, UUIDv7, on any thread
     */
    public CommandDesk(
            TenantPools pools, EntityDesk entities, CentreWriter writer, InstantSource clock, Supplier<UUID> ids) {
        this.pools = pools;
        this.entities = entities;
        this.writer = writer;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * What somebody wants of a locker.
     *
     * @param expiresS how long it is good, 1 to {@value LockerCommand#EXPIRES_S_MAX}
     */
    public record Order(DeviceId device, Work work, Expectation expect, long expiresS) {}

    /**
     * Sends a command.
     *
     * @param by who asks
     * @param door the word for who lets it in, such as {@code api}
     * @return it, after the commit; fails with {@code not-found} where there is no such locker, {@code conflict} where it has not
     *     come once, or {@value LockerCommand#WAITING_MAX} wait for it, {@code invalid-request} where a rule is broken
     */
    public Future<SentCommand> send(TenantId tenant, Order order, String by, String door) {
        long nowMs = clock.millis();
        return locker(tenant, order.device(), nowMs)
                .map(epoch -> command(order, epoch, nowMs, by))
                .compose(command -> writer.write(new CentreWriter.Write(
                        tenant,
                        EntityTypes.COMMAND,
                        ids.get().toString(),
                        CentreWriter.Op.PUT,
                        command.toJson(),
                        0L,
                        door)))
                .map(SentCommand::of);
    }

    /**
     * Takes a command back: a locker that hears of it before it has begun never begins.
     *
     * @param by who asks
     * @param door the word for who lets it in
     * @return it, after the commit; fails with {@code not-found}, and with {@code conflict} where its locker has begun it, as far as
     *     the hub has heard
     */
    public Future<SentCommand> cancel(TenantId tenant, String id, String by, String door) {
        return one(tenant, id).compose(found -> {
            SentCommand sent = waiting(found.orElseThrow(() -> missing(id)));
            return sent.cancelledBy() != null
                    ? Future.succeededFuture(sent)
                    : writer.write(new CentreWriter.Write(
                                    tenant,
                                    EntityTypes.COMMAND,
                                    id,
                                    CentreWriter.Op.PATCH,
                                    new JsonObject().put(LockerCommand.CANCELLED, by),
                                    null,
                                    door))
                            .map(SentCommand::of)
                            .map(CommandDesk::waiting);
        });
    }

    private static SentCommand waiting(SentCommand sent) {
        boolean isOver = sent.state() != CommandState.SENT && sent.state() != CommandState.CANCELLED;
        if (isOver) {
            throw conflict("it is too late: its locker says " + sent.state().wire());
        }
        return sent;
    }

    private static RuntimeException missing(String id) {
        return Problem.of(ProblemType.NOT_FOUND, "there is no command " + id).exception();
    }

    private static LockerCommand command(Order order, Epoch epoch, long nowMs, String by) {
        try {
            return new LockerCommand(order.device(), epoch, nowMs, order.expiresS(), by, order.work(), order.expect());
        } catch (IllegalArgumentException e) {
            throw Problem.of(ProblemType.INVALID_REQUEST, String.valueOf(e.getMessage()))
                    .exception();
        }
    }

    private Future<Epoch> locker(TenantId tenant, DeviceId device, long nowMs) {
        String oldest = new UUID((nowMs - LockerCommand.EXPIRES_S_MAX * 1_000) << 16, 0).toString();
        Tuple parameters =
                Tuple.of(tenant.value(), device.value(), AudienceRule.ofDevice(device.value()), oldest, nowMs);
        return query(tenant, LOCKER, parameters).map(rows -> {
            if (rows.size() == 0) {
                throw Problem.of(ProblemType.NOT_FOUND, "there is no locker " + device)
                        .exception();
            }
            Row row = rows.iterator().next();
            UUID epoch = row.getUUID("epoch");
            if (epoch == null) {
                throw conflict(device + " has not come once since it was enrolled");
            }
            if (row.getLong("waiting") >= LockerCommand.WAITING_MAX) {
                throw conflict(LockerCommand.WAITING_MAX + " commands wait for " + device + " already");
            }
            return new Epoch(epoch);
        });
    }

    private static RuntimeException conflict(String detail) {
        return Problem.of(ProblemType.CONFLICT, detail).exception();
    }

    /** One command. */
    public Future<Optional<SentCommand>> one(TenantId tenant, String id) {
        return entities.one(tenant, EntityTypes.COMMAND, id).map(found -> found.map(SentCommand::of));
    }

    /**
     * Commands, the newest first.
     *
     * @param device to which they were sent, or null
     * @param before only older ones than this id, or null
     * @param limit 1 to {@value EntityDesk#PAGE_MAX}
     */
    public Future<List<SentCommand>> page(
            TenantId tenant, @Nullable DeviceId device, @Nullable String before, int limit) {
        Future<RowSet<Row>> rows = device == null
                ? query(tenant, ALL, Tuple.of(tenant.value(), before, limit))
                : query(
                        tenant,
                        OF_DEVICE,
                        Tuple.of(tenant.value(), AudienceRule.ofDevice(device.value()), before, limit));
        return rows.map(found -> EntityDesk.list(found, row -> SentCommand.of(EntityDesk.entity(row))));
    }

    private Future<RowSet<Row>> query(TenantId tenant, String sql, Tuple parameters) {
        return pools.query(tenant, sql, parameters).recover(DatabaseFailure::unavailable);
    }
}
