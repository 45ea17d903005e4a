package ghosthunter.hub.entity;

import ghosthunter.codecs.change.ChangeLine;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.entity.PoisonException;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.codecs.time.Hlc;
import ghosthunter.hub.ledger.EntityData;
import ghosthunter.hub.ledger.Expected;
import ghosthunter.hub.ledger.Outcome;
import ghosthunter.hub.ledger.Submission;
import ghosthunter.hub.postgres.DatabaseFailure;
import ghosthunter.hub.postgres.TenantPools;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The door of clients that do not sign: what they write are changes of their own devices, which the hub chains and judges like all
 * others, and each is told what became of it. The same change again is told the same. Any context may call it.
 */
public final class ClientWriter {
    /** Indexes: ledger_change_id, entity_version_pkey read backwards, conflict's unique one, quarantine_pkey. */
    private static final String RESULTS = """
            SELECT l.change_id, v.version, c.id AS conflict, c.outcome, c.reason, c.suggestion, q.reason AS quarantined
            FROM ledger l
            LEFT JOIN LATERAL (SELECT e.version
                               FROM entity_version e
                               WHERE e.tenant = l.tenant AND e.type = l.type AND e.key = l.key
                                 AND e.device = l.device AND e.epoch = l.epoch AND e.lane = l.lane AND e.seq = l.seq
                               ORDER BY e.version DESC
                               LIMIT 1) v ON true
            LEFT JOIN conflict c USING (tenant, device, epoch, lane, seq)
            LEFT JOIN quarantine q USING (tenant, device, epoch, lane, seq)
            WHERE l.tenant = $1 AND l.device = $2 AND l.change_id = ANY ($3) AND l.variant = 0
            """;

    private final TenantPools pools;
    private final Function<Submission, Future<Outcome>> ledger;
    private final InstantSource clock;

    /** @param ledger records; the outcome comes after the commit */
    public ClientWriter(TenantPools pools, Function<Submission, Future<Outcome>> ledger, InstantSource clock) {
        this.pools = pools;
        this.ledger = ledger;
        this.clock = clock;
    }

    /**
     * One change.
     *
     * @param id what names it: the same for each repetition, another for each other change of this device; UUIDv8 by a hash is well
     * @param op {@code CREATE}, {@code UPDATE}, {@code PATCH}, {@code DELETE}, {@code ADD} or {@code SET}
     * @param base the version that the client saw, 0 for none
     * @param at when it says that it wrote this; beyond the hub's clock it counts as now
     */
    public record Write(UUID id, String type, String key, String op, JsonObject data, long base, Instant at) {}

    /** What became of a change. */
    public enum Verdict {
        /** The entity is now as the change says, or as its policy made of both. */
        TAKEN,
        /** What was there counts more. */
        CURRENT,
        /** A person must decide. */
        PENDING,
        /** It breaks a rule. */
        REJECTED,
        /** It could not be read, and is kept. */
        QUARANTINED
    }

    /**
     * What became of a change.
     *
     * @param known whether it was recorded before
     * @param version of the entity that it made, 0 for none
     * @param conflict the conflict that it raised, also a decided one, or null
     * @param reason why it was not taken, or null
     * @param suggestion what the client may do about it, or null
     */
    public record Result(
            UUID id,
            Verdict verdict,
            boolean known,
            long version,
            @Nullable UUID conflict,
            @Nullable String reason,
            @Nullable String suggestion) {}

    /**
     * Records changes of one device, in their order, all or none.
     *
     * @param expected what must hold under the locks; where it does not, or a change breaks a rule, nothing is recorded and it fails
     *     with {@code conflict} or {@code invalid-request}. Empty: everything is recorded and judged; and so where all of them are
     *     {@link Expected#judged} and hold
     * @return what became of each, in their order, after the commit
     */
    public Future<List<Result>> write(DeviceRef device, String dialect, List<Write> writes, List<Expected> expected) {
        List<UUID> ids = writes.stream().map(Write::id).toList();
        return results(device, ids, Set.of()).compose(before -> {
            List<Line> fresh = writes.stream()
                    .filter(write -> !before.containsKey(write.id()))
                    .map(this::line)
                    .toList();
            Future<?> recorded = fresh.isEmpty() ? Future.succeededFuture() : submit(device, dialect, fresh, expected);
            return recorded.compose(done -> results(device, ids, before.keySet()))
                    .map(found -> ids.stream().map(id -> required(found, id)).toList());
        });
    }

    /** What became of changes that may have been recorded. */
    public Future<Map<UUID, Result>> results(DeviceRef device, List<UUID> ids) {
        return results(device, ids, new HashSet<>(ids));
    }

    private Future<?> submit(DeviceRef device, String dialect, List<Line> lines, List<Expected> expected) {
        return ledger.apply(new Submission.Unsigned(device, dialect, lines, clock.millis(), expected))
                .compose(outcome -> outcome.fold(
                        Future::succeededFuture,
                        failed -> Future.failedFuture(failed.problem().exception())));
    }

    private Future<Map<UUID, Result>> results(DeviceRef device, List<UUID> ids, Set<UUID> known) {
        Tuple asked = Tuple.of(device.tenant().value(), device.device().value(), ids.toArray(UUID[]::new));
        return pools.query(device.tenant(), RESULTS, asked)
                .recover(DatabaseFailure::unavailable)
                .map(rows -> {
                    Map<UUID, Result> results = new HashMap<>();
                    rows.forEach(row -> results.put(row.getUUID("change_id"), result(row, known)));
                    return results;
                });
    }

    private static Result result(Row row, Set<UUID> known) {
        String quarantined = row.getString("quarantined");
        String outcome = row.getString("outcome");
        UUID id = row.getUUID("change_id");
        Long version = row.getLong("version");
        return new Result(
                id,
                quarantined != null ? Verdict.QUARANTINED : verdict(outcome),
                known.contains(id),
                version == null ? 0 : version,
                row.getUUID("conflict"),
                quarantined != null ? quarantined : row.getString("reason"),
                row.getString("suggestion"));
    }

    private static Verdict verdict(@Nullable String outcome) {
        return switch (outcome == null ? "" : outcome) {
            case "current" -> Verdict.CURRENT;
            case "pending" -> Verdict.PENDING;
            case "rejected" -> Verdict.REJECTED;
            default -> Verdict.TAKEN;
        };
    }

    private static Result required(Map<UUID, Result> found, UUID id) {
        Result result = found.get(id);
        if (result == null) {
            throw Problem.of(ProblemType.UNAVAILABLE, "change " + id + " is not in the ledger; send it again")
                    .exception();
        }
        return result;
    }

    private Line line(Write write) {
        Instant now = clock.instant();
        Instant at = write.at().isAfter(now) ? now : write.at();
        try {
            return ChangeLine.write(
                            write.id(),
                            write.type(),
                            write.key(),
                            write.op(),
                            at,
                            "unknown",
                            0,
                            Hlc.next(0, Math.max(0, at.toEpochMilli())),
                            write.base(),
                            EntityData.storable(write.data()).encode())
                    .line();
        } catch (IllegalArgumentException | PoisonException e) {
            throw Problem.of(ProblemType.INVALID_REQUEST, String.valueOf(e.getMessage()))
                    .exception(e);
        }
    }
}
