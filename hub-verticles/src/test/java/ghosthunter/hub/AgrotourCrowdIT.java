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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many clients of several tenants at once, as lost half of their events at the original. */
class AgrotourCrowdIT {
    private static final int CLIENTS = 8;
    private static final int PUSHES = 60;
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

    @Test
    void nothingIsLostDoubledOrLeakedAndNoNumberIsMissing() throws Exception {
        // Given
        AgrotourHub hub = AgrotourHub.start(dataDir, DialectSettings.One.DEFAULT, TENANTS);
        ExecutorService crowd = Executors.newFixedThreadPool(CLIENTS + TENANTS.length);
        try {
            List<List<String>> products = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                products.add(List.of(hub.product(tenant(client), STOCK), hub.product(tenant(client), STOCK)));
            }
            String[] shared = new String[TENANTS.length];
            for (int i = 0; i < TENANTS.length; i++) {
                shared[i] = hub.product(TENANTS[i], STOCK);
            }

            // When
            List<Future<Answer>> pushes = new ArrayList<>();
            for (int i = 0; i < PUSHES; i++) {
                int push = i;
                int client = i % CLIENTS;
                Callable<Answer> sent = () -> hub.send(
                        "POST", "/sync/push", tenant(client), batch(push, client, products.get(client), shared));
                pushes.add(crowd.submit(sent));
                if (i % 5 == 0) {
                    pushes.add(crowd.submit(sent));
                }
            }
            List<Future<List<Long>>> readers = Arrays.stream(TENANTS)
                    .map(tenant -> crowd.submit(() -> follow(hub, tenant, pushes)))
                    .toList();

            // Then
            Map<String, Integer> words = new HashMap<>();
            for (Future<Answer> push : pushes) {
                Answer answer = push.get(60, TimeUnit.SECONDS);
                assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
                assertThat(answer.list("results")).hasSize(BATCH);
                answer.words("results", "status").forEach(word -> words.merge(word, 1, Integer::sum));
            }
            assertThat(words.getOrDefault("rejected", 0)).as(words.toString()).isZero();
            check(hub, words, readers, shared);
        } finally {
            crowd.shutdownNow();
            hub.close();
        }
    }

    private static void check(
            AgrotourHub hub, Map<String, Integer> words, List<Future<List<Long>>> readers, String[] shared)
            throws Exception {
        int logged = 0;
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
            String product = shared[i];
            long sold = pulled.stream()
                    .filter(each -> each.getString("product_id").equals(product))
                    .count();
            assertThat(hub.stock(tenant, product)).isEqualTo(STOCK - sold);
            logged += pulled.size();
            pending += Integer.parseInt(
                    hub.column("SELECT count(*) FROM conflict WHERE outcome = 'pending' AND tenant = '" + tenant + "'")
                            .get(0));
        }
        assertThat(logged).isEqualTo(words.get("accepted"));
        assertThat(logged + pending).isEqualTo(PUSHES * BATCH);
        assertThat(hub.column("SELECT count(*) FROM quarantine")).containsExactly("0");
    }

    private static String tenant(int client) {
        return TENANTS[client % TENANTS.length];
    }

    /** Five sales of what only this client sells, and one of what another sells, too. */
    private static JsonObject batch(int push, int client, List<String> own, String[] shared) {
        JsonArray events = new JsonArray();
        for (int i = 0; i < BATCH; i++) {
            String product = i == BATCH - 1 ? shared[client % TENANTS.length] : own.get(i % own.size());
            events.add(event(tenant(client), product, device(client), "DECREMENT", 1));
        }
        return new JsonObject()
                .put("client_lamport", push)
                .put("device_id", device(client))
                .put("operations", events);
    }

    /** Reads behind the last number that it saw, until all have pushed and nothing is left. */
    private static List<Long> follow(AgrotourHub hub, String tenant, List<Future<Answer>> pushes) throws Exception {
        List<Long> seen = new ArrayList<>();
        boolean ended = false;
        while (!ended) {
            boolean over = pushes.stream().allMatch(Future::isDone);
            long after = seen.isEmpty() ? 0 : seen.get(seen.size() - 1);
            List<JsonObject> page = hub.pull(tenant, after, 7).list("operations");
            page.forEach(each -> seen.add(each.getLong("lamport_ts")));
            ended = over && page.isEmpty();
        }
        return seen;
    }
}
