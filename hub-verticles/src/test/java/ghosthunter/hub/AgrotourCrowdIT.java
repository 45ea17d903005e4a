package ghosthunter.hub;

import static ghosthunter.hub.AgrotourHub.device;
import static ghosthunter.hub.AgrotourHub.event;
import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.hub.AgrotourHub.Answer;
import ghosthunter.hub.dialect.DialectSettings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many clients of several tenants at once, as lost half of their events at the original; here at two nodes of one database. Products
 * of all tenants have the same names and keys, and each push also reaches for a product of another tenant.
 */
class AgrotourCrowdIT {
    private static final int CLIENTS = 8;
    private static final int PUSHES = 60;

    /** What of a push is its own. */
    private static final int BATCH = 6;

    /** Of two clients that sell the same thing. */
    private static final int STOCK = 10_000;

    private static final String[] TENANTS = {
        "1a000000-0000-4000-8000-000000000001",
        "1a000000-0000-4000-8000-000000000002",
        "1a000000-0000-4000-8000-000000000003",
        "1a000000-0000-4000-8000-000000000004"
    };

    @TempDir
    private Path dataDir;

    @TempDir
    private Path otherDir;

    private ExecutorService crowd;

    @BeforeEach
    void gather() {
        crowd = Executors.newFixedThreadPool(CLIENTS + TENANTS.length);
    }

    @AfterEach
    void disperse() {
        crowd.shutdownNow();
    }

    @Test
    void nothingIsLostDoubledOrLeakedAndNoNumberIsMissing() throws Exception {
        // Given
        AgrotourHub hub = AgrotourHub.start(dataDir, DialectSettings.One.DEFAULT, TENANTS);
        AgrotourHub other = hub.beside(otherDir);
        try {
            Goods goods = Goods.at(hub);

            // When
            AtomicBoolean over = new AtomicBoolean();
            List<Future<List<Long>>> readers = Arrays.stream(TENANTS)
                    .map(tenant -> crowd.submit(() -> follow(other, tenant, over)))
                    .toList();
            List<Future<Answer>> pushes = new ArrayList<>();
            for (int i = 0; i < PUSHES; i++) {
                JsonObject body = batch(i, goods);
                String tenant = tenant(i % CLIENTS);
                // Two clients of each tenant, each at its own node; who repeats a push does so at the other.
                AgrotourHub own = i % CLIENTS < TENANTS.length ? hub : other;
                pushes.add(crowd.submit(() -> own.send("POST", "/sync/push", tenant, body)));
                if (i % 5 == 0) {
                    AgrotourHub next = own == hub ? other : hub;
                    pushes.add(crowd.submit(() -> next.send("POST", "/sync/push", tenant, body)));
                }
            }

            // Then
            Set<String> accepted = new HashSet<>();
            for (Future<Answer> push : pushes) {
                Answer answer = push.get(60, TimeUnit.SECONDS);
                assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
                List<JsonObject> results = answer.list("results");
                List<String> words = answer.words("results", "status");
                assertThat(words).hasSize(BATCH + 1);
                assertThat(words.subList(0, BATCH)).isSubsetOf("accepted", "duplicate", "conflict");
                assertThat(words.get(BATCH)).as(answer.toString()).isEqualTo("rejected");
                results.stream()
                        .filter(each -> each.getString("status").equals("accepted"))
                        .forEach(each -> accepted.add(each.getString("operation_id")));
            }
            over.set(true);
            check(hub, accepted, readers, goods);
        } finally {
            other.close();
            hub.close();
        }
    }

    /**
     * What is sold.
     *
     * @param own two products of each client
     * @param shared one of each tenant
     */
    private record Goods(List<List<String>> own, List<String> shared) {
        static Goods at(AgrotourHub hub) throws Exception {
            List<List<String>> own = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                own.add(List.of(product(hub, client, "first"), product(hub, client, "second")));
            }
            List<String> shared = new ArrayList<>();
            for (int i = 0; i < TENANTS.length; i++) {
                shared.add(product(hub, i, "shared"));
            }
            return new Goods(own, shared);
        }

        /** Other tenants have the same sku. */
        private static String product(AgrotourHub hub, int client, String name) throws Exception {
            String id = UUID.randomUUID().toString();
            JsonObject product =
                    AgrotourHub.product(tenant(client), id, STOCK, 0).put("sku", name + client / TENANTS.length);
            assertThat(hub.products(tenant(client), product).words("results", "status"))
                    .containsExactly("accepted");
            return id;
        }
    }

    private static void check(AgrotourHub hub, Set<String> accepted, List<Future<List<Long>>> readers, Goods goods)
            throws Exception {
        List<String> logged = new ArrayList<>();
        int pending = 0;
        for (int i = 0; i < TENANTS.length; i++) {
            String tenant = TENANTS[i];
            List<JsonObject> pulled = hub.pull(tenant, 0, 1_000).list("operations");
            List<Long> numbers = hub
                    .column("SELECT number FROM entity WHERE number IS NOT NULL AND tenant = '" + tenant
                            + "' ORDER BY 1")
                    .stream()
                    .map(Long::valueOf)
                    .toList();
            assertThat(numbers)
                    .isEqualTo(LongStream.rangeClosed(1, numbers.size()).boxed().toList());
            assertThat(pulled).extracting(each -> each.getString("tenant_id")).containsOnly(tenant);
            assertThat(readers.get(i).get(60, TimeUnit.SECONDS))
                    .isEqualTo(pulled.stream()
                            .map(each -> each.getLong("lamport_ts"))
                            .toList());
            String product = goods.shared().get(i);
            long sold = pulled.stream()
                    .filter(each -> each.getString("product_id").equals(product))
                    .count();
            assertThat(hub.stock(tenant, product)).isEqualTo(STOCK - sold);
            pulled.forEach(each -> logged.add(each.getString("id")));
            pending += Integer.parseInt(
                    hub.column("SELECT count(*) FROM conflict WHERE outcome = 'pending' AND tenant = '" + tenant + "'")
                            .get(0));
        }
        assertThat(logged).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(accepted);
        assertThat(logged.size() + pending).isEqualTo(PUSHES * BATCH);
        assertThat(hub.column("SELECT count(*) FROM quarantine")).containsExactly("0");
    }

    private static String tenant(int client) {
        return TENANTS[client % TENANTS.length];
    }

    /**
     * Sales of what only this client sells, one of what another sells, too, and one of what another tenant has. Every third push has
     * hashes, and other tenants have the same.
     */
    private static JsonObject batch(int push, Goods goods) {
        int client = push % CLIENTS;
        JsonArray events = new JsonArray();
        for (int i = 0; i < BATCH; i++) {
            List<String> own = goods.own().get(client);
            String product = i == BATCH - 1 ? goods.shared().get(client % TENANTS.length) : own.get(i % own.size());
            events.add(sale(client, product)
                    .put("operation_hash", push % 3 == 0 ? push / TENANTS.length + "-" + i : null));
        }
        events.add(sale(client, goods.shared().get((client + 1) % TENANTS.length)));
        return new JsonObject()
                .put("client_lamport", push)
                .put("device_id", device(client))
                .put("operations", events);
    }

    private static JsonObject sale(int client, String product) {
        return event(tenant(client), product, device(client), "DECREMENT", 1);
    }

    /** Reads behind the last number that it saw while others push, until they are over and nothing is left. */
    private static List<Long> follow(AgrotourHub hub, String tenant, AtomicBoolean over) throws Exception {
        List<Long> seen = new ArrayList<>();
        boolean ended = false;
        while (!ended) {
            boolean isLast = over.get();
            long after = seen.isEmpty() ? 0 : seen.get(seen.size() - 1);
            List<JsonObject> page = hub.pull(tenant, after, 7).list("operations");
            page.forEach(each -> seen.add(each.getLong("lamport_ts")));
            ended = isLast && page.isEmpty();
        }
        return seen;
    }
}
