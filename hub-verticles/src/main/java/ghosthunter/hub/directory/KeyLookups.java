package ghosthunter.hub.directory;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.key.VerifyKey;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.postgres.DatabaseFailure;
import ghosthunter.hub.postgres.TenantPools;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the keys of devices, many with one question: while one is under way, those who come gather for the next. So what a fleet
 * of strangers costs does not hang on how late the answers are. Nobody joins a question that was asked before. Any context may call
 * it, and hears on its own.
 */
final class KeyLookups {
    /** Keys in one question. */
    private static final int KEYS_MAX = 500;

    /** Who waits for the next question about a tenant; more fail at once. */
    private static final int WAITING_MAX = 4_096;

    /** A question that takes longer does not hold up the next one, milliseconds. */
    private static final long QUESTION_MS_MAX = 5_000;

    private final TenantPools pools;
    private final KeyCache cache;

    /** Who waits, of each tenant about which a question is under way. */
    private final Map<TenantId, Deque<Asked>> waiting = new HashMap<>();

    KeyLookups(TenantPools pools, KeyCache cache) {
        this.pools = pools;
        this.cache = cache;
    }

    /** Who asks for which key. */
    private record Asked(
            DeviceRef device, String kid, @Nullable Context caller, Promise<Optional<DeviceKey>> answer) {
        void told(Runnable telling) {
            if (caller == null) {
                telling.run();
            } else {
                caller.runOnContext(here -> telling.run());
            }
        }
    }

    /** The key, as the database has it now; empty when the device never had it. */
    Future<Optional<DeviceKey>> find(DeviceRef device, String kid) {
        Asked asked = new Asked(device, kid, Vertx.currentContext(), Promise.promise());
        TenantId tenant = device.tenant();
        synchronized (waiting) {
            Deque<Asked> queue = waiting.get(tenant);
            if (queue != null) {
                return queued(queue, asked);
            }
            waiting.put(tenant, new ArrayDeque<>());
        }
        ask(tenant, List.of(asked));
        return asked.answer().future();
    }

    private static Future<Optional<DeviceKey>> queued(Deque<Asked> queue, Asked asked) {
        if (queue.size() >= WAITING_MAX) {
            return Future.failedFuture(Problem.of(ProblemType.UNAVAILABLE, "too many keys are looked up")
                    .exception());
        }
        queue.add(asked);
        return asked.answer().future();
    }

    private void ask(TenantId tenant, List<Asked> group) {
        long dropsBefore = cache.drops();
        Tuple keys = Tuple.of(
                tenant.value(),
                group.stream().map(asked -> asked.device().device().value()).toArray(String[]::new),
                group.stream().map(Asked::kid).toArray(String[]::new));
        pools.query(tenant, KeySql.FIND, keys)
                .timeout(QUESTION_MS_MAX, TimeUnit.MILLISECONDS)
                .recover(DatabaseFailure::unavailable)
                .onComplete(found -> {
                    next(tenant);
                    tell(group, found, dropsBefore);
                });
    }

    private void next(TenantId tenant) {
        List<Asked> group = new ArrayList<>();
        synchronized (waiting) {
            Deque<Asked> queue = waiting.get(tenant);
            while (queue != null && !queue.isEmpty() && group.size() < KEYS_MAX) {
                group.add(queue.remove());
            }
            if (group.isEmpty()) {
                waiting.remove(tenant);
                return;
            }
        }
        ask(tenant, group);
    }

    private void tell(List<Asked> group, AsyncResult<RowSet<Row>> found, long dropsBefore) {
        if (found.failed()) {
            group.forEach(asked -> asked.told(() -> asked.answer().fail(found.cause())));
            return;
        }
        Row[] rows = new Row[group.size()];
        found.result().forEach(row -> rows[row.getInteger("nth") - 1] = row);
        for (int i = 0; i < rows.length; i++) {
            Asked asked = group.get(i);
            Optional<Row> row = Optional.ofNullable(rows[i]);
            asked.told(() -> Future.succeededFuture(row)
                    .map(there -> there.map(it -> remembered(asked.device(), it, dropsBefore)))
                    .onComplete(asked.answer()));
        }
    }

    private DeviceKey remembered(DeviceRef device, Row row, long dropsBefore) {
        DeviceKey key = new DeviceKey(
                VerifyKey.of(row.getBuffer("public_key").getBytes()), DeviceKey.Standing.of(row.getString("standing")));
        cache.put(device, key, dropsBefore);
        return key;
    }
}
