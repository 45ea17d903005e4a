package ghosthunter.hub.dialect.agrotour;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.entity.ClientWriter;
import ghosthunter.hub.entity.EntityDesk;
import ghosthunter.hub.entity.LogDesk;
import ghosthunter.hub.entity.Stored;
import ghosthunter.hub.ledger.Expected;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Takes what clients push. What does not touch the same subject goes in one commit; each item either counts with all that belongs
 * to it, or is a conflict, or nothing. What was pushed before is told what became of it then. Any context.
 */
final class Intake {
    /** Both logs. */
    static final List<String> LOGS = List.of(AgrotourTypes.LOG, AgrotourTypes.RECORD_LOG);

    /** How often an item is looked at anew when others were faster. */
    private static final int TRIES_MAX = 8;

    private final DialectPorts ports;
    private final LogDesk logs;
    private final TenantLine line;

    Intake(DialectPorts ports, LogDesk logs) {
        this.ports = ports;
        this.logs = logs;
        this.line = new TenantLine(ports.vertx());
    }

    /** What became of each, in their order, after the commits; their devices are registered. */
    Future<List<Item.Outcome>> take(TenantId tenant, List<Item> items) {
        Map<Item, Item.Outcome> outcomes = new HashMap<>();
        return line.stand(tenant, () -> steps(tenant, items, outcomes))
                .map(done -> items.stream().map(outcomes::get).toList());
    }

    /** One step after the other, each with the first that is left of each subject. */
    private Future<Void> steps(TenantId tenant, List<Item> left, Map<Item, Item.Outcome> outcomes) {
        if (left.isEmpty()) {
            return Future.succeededFuture();
        }
        Set<String> taken = new HashSet<>();
        List<Item> step = new ArrayList<>();
        List<Item> later = new ArrayList<>();
        for (Item item : left) {
            boolean isOfNew = taken.add("subject " + item.subject());
            boolean isFirst = taken.add("key " + item.logKey()) && isOfNew;
            (isFirst ? step : later).add(item);
        }
        return step(tenant, step, 1).onSuccess(outcomes::putAll).compose(done -> steps(tenant, later, outcomes));
    }

    private Future<Map<Item, Item.Outcome>> step(TenantId tenant, List<Item> items, int attempt) {
        return known(tenant, items).compose(known -> {
            List<Item> fresh =
                    items.stream().filter(item -> !known.containsKey(item)).toList();
            return fresh.isEmpty()
                    ? Future.succeededFuture(known)
                    : view(tenant, fresh)
                            .compose(view -> carryOut(tenant, fresh, view, attempt))
                            .onSuccess(known::putAll)
                            .map(known);
        });
    }

    /** Those that were recorded before. */
    private Future<Map<Item, Item.Outcome>> known(TenantId tenant, List<Item> items) {
        List<String> keys = items.stream().map(Item::logKey).toList();
        List<UUID> judged =
                items.stream().flatMap(item -> item.judged().stream()).toList();
        Future<Map<String, LogDesk.Entry>> entries = logs.some(tenant, LOGS, keys);
        Future<Map<UUID, Stored.Conflict>> conflicts = ports.conflicts().ofChanges(tenant, judged);
        return Future.all(entries, conflicts).map(read -> {
            Map<Item, Item.Outcome> known = new HashMap<>();
            for (Item item : items) {
                LogDesk.Entry entry = entries.result().get(item.logKey());
                if (entry != null) {
                    known.put(item, item.known(entry));
                    continue;
                }
                item.judged().stream()
                        .flatMap(change -> Stream.ofNullable(conflicts.result().get(change)))
                        .findFirst()
                        .ifPresent(conflict -> known.put(item, refused(conflict)));
            }
            return known;
        });
    }

    private static Item.Outcome refused(Stored.Conflict conflict) {
        return new Item.Outcome(
                conflict.isPending() ? Item.Kind.PENDING : Item.Kind.REJECTED,
                0,
                conflict,
                conflict.reason(),
                conflict.suggestion());
    }

    private Future<Item.View> view(TenantId tenant, List<Item> items) {
        Set<EntityDesk.Key> keys = new HashSet<>();
        items.forEach(item -> keys.addAll(item.reads()));
        Future<Map<EntityDesk.Key, Stored.Entity>> entities = ports.entities().some(tenant, keys);
        Future<Long> clock = logs.last(tenant);
        return Future.all(entities, clock)
                .map(read -> new Item.View(
                        entities.result(), clock.result(), ports.clock().instant()));
    }

    private Future<Map<Item, Item.Outcome>> carryOut(TenantId tenant, List<Item> items, Item.View view, int attempt) {
        Map<Item, Item.Outcome> outcomes = new HashMap<>();
        Map<DeviceId, Batch> batches = new LinkedHashMap<>();
        List<Batch> judged = new ArrayList<>();
        for (Item item : items) {
            Batch batch = item.plan(view)
                    .fold(
                            settled -> {
                                outcomes.put(item, settled.outcome());
                                return new Batch();
                            },
                            apply -> batches.computeIfAbsent(item.device(), device -> new Batch())
                                    .apply(item, apply),
                            judge -> new Batch().judge(item, judge));
            if (batch.isJudged()) {
                judged.add(batch);
            }
        }
        List<Batch> all = new ArrayList<>(batches.values());
        all.addAll(judged);
        Future<Void> written = Future.succeededFuture();
        for (Batch batch : all) {
            written = written.compose(before -> write(tenant, batch, attempt))
                    .onSuccess(outcomes::putAll)
                    .mapEmpty();
        }
        return written.map(outcomes);
    }

    /** What goes in one commit. Of one step. */
    private static final class Batch {
        private final List<Item> items = new ArrayList<>();
        private final List<ClientWriter.Write> writes = new ArrayList<>();
        private final List<Expected> expected = new ArrayList<>();
        private boolean judged;

        Batch apply(Item item, Item.Apply apply) {
            items.add(item);
            writes.addAll(apply.writes());
            expected.addAll(apply.expected());
            return this;
        }

        Batch judge(Item item, Item.Judge judge) {
            ClientWriter.Write write = judge.write();
            items.add(item);
            writes.add(write);
            expected.add(new Expected(write.type(), write.key(), judge.version(), null, true));
            judged = true;
            return this;
        }

        boolean isJudged() {
            return judged;
        }
    }

    private Future<Map<Item, Item.Outcome>> write(TenantId tenant, Batch batch, int attempt) {
        DeviceRef device = new DeviceRef(tenant, batch.items.get(0).device());
        return ports.clients()
                .write(device, AgrotourDialect.NAME, batch.writes, batch.expected)
                .compose(written -> known(tenant, batch.items))
                .onSuccess(found -> {
                    if (!batch.isJudged()) {
                        found.replaceAll((item, outcome) -> Item.Outcome.of(Item.Kind.ACCEPTED, outcome.lamport()));
                    }
                })
                .recover(failure -> again(tenant, batch, attempt, failure));
    }

    /** Others were faster: each is looked at anew, alone. */
    private Future<Map<Item, Item.Outcome>> again(TenantId tenant, Batch batch, int attempt, Throwable failure) {
        ProblemType type =
                failure instanceof ProblemException known ? known.problem().type() : ProblemType.INTERNAL;
        boolean refused = type == ProblemType.INVALID_REQUEST;
        if (type != ProblemType.CONFLICT && !refused) {
            return Future.failedFuture(failure);
        }
        if (batch.items.size() == 1 && attempt >= TRIES_MAX) {
            return refused
                    ? Future.succeededFuture(new HashMap<>(Map.of(
                            batch.items.get(0),
                            Item.Outcome.rejected(
                                    String.valueOf(failure.getMessage()), "correct it and send a new one"))))
                    : Future.failedFuture(failure);
        }
        Map<Item, Item.Outcome> outcomes = new HashMap<>();
        Future<Void> all = Future.succeededFuture();
        for (Item item : batch.items) {
            all = all.compose(before -> step(tenant, List.of(item), attempt + 1))
                    .onSuccess(outcomes::putAll)
                    .mapEmpty();
        }
        return all.map(outcomes);
    }
}
