package ghosthunter.hub.feed;

import static org.awaitility.Awaitility.await;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.exchange.DownLine;
import ghosthunter.codecs.exchange.DownLine.Kind;
import ghosthunter.codecs.exchange.Pull;
import ghosthunter.hub.postgres.PoolLimits;
import ghosthunter.hub.postgres.TenantPools;
import ghosthunter.hub.pull.Page;
import ghosthunter.hub.pull.SqlPuller;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/** LOCKER-001 as far as it pulls: what the hub would answer it, and what it has of that. Of one thread. */
final class PullingDevice implements AutoCloseable {
    private static final DeviceRef DEVICE = new DeviceRef(TenantId.DEFAULT, new DeviceId("LOCKER-001"));
    private static final Epoch EPOCH = new Epoch(new UUID(7, 7));

    /** What it has: data by key. */
    final Map<String, String> mirror = new TreeMap<>();

    /** What it was told that it shall have no more, in order. */
    final List<String> removed = new ArrayList<>();

    private final Vertx vertx = Vertx.vertx();
    private final TenantPools pools;
    private final SqlPuller puller;
    private @Nullable String cursor;

    PullingDevice(FedDatabase database) {
        database.run("INSERT INTO device (tenant, device) VALUES ('default', 'LOCKER-001')");
        pools = TenantPools.open(vertx, database.url, PoolLimits.ofNode(4));
        puller = new SqlPuller(pools, RandomGenerator.getDefault());
    }

    /** Pulls until it has just this: keys and data, in turn. */
    void awaitHas(String... keysAndData) {
        Map<String, String> wanted = new TreeMap<>();
        for (int i = 0; i < keysAndData.length; i += 2) {
            wanted.put(keysAndData[i], keysAndData[i + 1]);
        }
        await().atMost(FedDatabase.WAIT_MAX).untilAsserted(() -> {
            pull();
            Assertions.assertThat(mirror).isEqualTo(wanted);
        });
    }

    void pull() {
        Optional<Page> page = FedDatabase.done(puller.page(DEVICE, EPOCH, new Pull(cursor, Pull.BYTES_MAX), List.of()));
        while (page.isPresent()) {
            page.ifPresent(this::take);
            page = FedDatabase.done(puller.page(DEVICE, EPOCH, new Pull(cursor, Pull.BYTES_MAX), List.of()));
        }
    }

    private void take(Page page) {
        for (DownLine line : DownLine.read(page.down(), page.lines()).orElseThrow()) {
            if (line.kind() == Kind.STATE) {
                mirror.put(line.key(), String.valueOf(line.dataJson()));
            } else {
                mirror.remove(line.key());
                removed.add(line.key() + " " + line.kind());
            }
        }
        cursor = page.down().cursor();
    }

    @Override
    public void close() {
        var unused = FedDatabase.done(pools.close());
        var unusedToo = FedDatabase.done(vertx.close());
    }
}
