package ghosthunter.hub.realtime;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.postgres.TenantPools;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down which streams this node has: for each tenant one statement an interval, with what moved in it. */
final class StreamTable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamTable.class);

    /** Primary keys. Rows: what moved since the last one. A device that went to another node keeps that node's row. */
    private static final String WRITE = """
            WITH alive AS (
                INSERT INTO stream_node (tenant, node, alive_at)
                VALUES ($1, $2, now())
                ON CONFLICT (tenant, node) DO UPDATE SET alive_at = excluded.alive_at),
            gone AS (
                DELETE FROM device_stream s
                USING unnest($3::text[]) AS q (device)
                WHERE s.tenant = $1 AND s.device = q.device AND s.node = $2)
            INSERT INTO device_stream (tenant, device, node, opened_at)
            SELECT $1, q.device, $2, q.opened_at
            FROM unnest($4::text[], $5::timestamptz[]) AS q (device, opened_at)
            ORDER BY q.device
            ON CONFLICT (tenant, device) DO UPDATE
            SET node = excluded.node,
                opened_at = excluded.opened_at
            """;

    private static final String LEAVE = """
            WITH gone AS (DELETE FROM device_stream WHERE tenant = $1 AND node = $2)
            DELETE FROM stream_node WHERE tenant = $1 AND node = $2
            """;

    private final Streams streams;
    private final TenantPools pools;
    private final UUID node;
    private final Set<TenantId> written = new HashSet<>();

    StreamTable(Streams streams, TenantPools pools, UUID node) {
        this.streams = streams;
        this.pools = pools;
        this.node = node;
    }

    /** What moved in one tenant. */
    private static final class Moves {
        final List<DeviceRef> devices = new ArrayList<>();
        final List<String> gone = new ArrayList<>();
        final List<String> opened = new ArrayList<>();
        final List<OffsetDateTime> openedAt = new ArrayList<>();
    }

    /** Writes; never fails: what could not be written goes with the next. */
    Future<Void> write() {
        Map<TenantId, Moves> byTenant = new HashMap<>();
        streams.all().forEach(stream -> byTenant.computeIfAbsent(stream.device().tenant(), none -> new Moves()));
        for (DeviceRef device : streams.takeMoved()) {
            add(byTenant.computeIfAbsent(device.tenant(), none -> new Moves()), device);
        }
        return Future.join(byTenant.entrySet().stream()
                        .map(entry -> write(entry.getKey(), entry.getValue()))
                        .toList())
                .mapEmpty();
    }

    private void add(Moves moves, DeviceRef device) {
        moves.devices.add(device);
        streams.find(device)
                .ifPresentOrElse(
                        stream -> {
                            moves.opened.add(device.device().value());
                            moves.openedAt.add(stream.openedAt().atOffset(ZoneOffset.UTC));
                        },
                        () -> moves.gone.add(device.device().value()));
    }

    private Future<Void> write(TenantId tenant, Moves moves) {
        Tuple values = Tuple.of(
                tenant.value(),
                node,
                moves.gone.toArray(String[]::new),
                moves.opened.toArray(String[]::new),
                moves.openedAt.toArray(OffsetDateTime[]::new));
        written.add(tenant);
        return pools.query(tenant, WRITE, values)
                .onFailure(failure -> {
                    streams.giveBack(moves.devices);
                    LOG.atWarn()
                            .addKeyValue("tenant", tenant)
                            .addKeyValue("reason", failure.getMessage())
                            .log("streams are not written down; it is tried again");
                })
                .transform(done -> Future.succeededFuture());
    }

    /** This node has no streams any more. */
    Future<Void> leave() {
        return Future.join(written.stream()
                        .map(tenant -> pools.query(tenant, LEAVE, Tuple.of(tenant.value(), node)))
                        .toList())
                .transform(left -> Future.succeededFuture());
    }
}
