package ghosthunter.edge.local;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.codecs.entity.EntityType;
import ghosthunter.codecs.entity.PolicyName;
import ghosthunter.codecs.exchange.ExchangeLimits;
import ghosthunter.edge.EdgeNode;
import ghosthunter.edge.SystemEdgeWorld;
import ghosthunter.edge.config.EdgeConfig;
import ghosthunter.edge.enroll.HubAddress;
import ghosthunter.edge.sync.SyncPace;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a program on the device gets when it reads and writes entities, over a real socket from a whole device. */
class EntityApiIT {
    private static final EntityCatalog CATALOG = new EntityCatalog(
            List.of(EntityType.of("profile", PolicyName.FIELD_MERGE), EntityType.of("stock", PolicyName.COUNTER)));

    @TempDir
    private Path directory;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Vertx vertx = Vertx.vertx();
    private EdgeNode node;
    private int keys;

    @BeforeEach
    void start() {
        EdgeConfig config = new EdgeConfig(
                new DeviceId("LOCKER-001"),
                directory.resolve("locker.db"),
                new HubAddress(URI.create("http://127.0.0.1:1")),
                SyncPace.DEFAULT,
                ExchangeLimits.DEFAULT,
                0,
                CATALOG,
                null);
        node = get(EdgeNode.start(vertx, config, SystemEdgeWorld.here()));
    }

    @AfterEach
    void stop() {
        Object stopped = get(node.stop());
        Object closed = get(vertx.close());
        assertThat(stopped).isEqualTo(closed);
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.localApiPort() + "/v1/entities/" + path));
    }

    private HttpResponse<String> write(String method, String path, String body) throws Exception {
        keys++;
        return send(request(path)
                .header("Idempotency-Key", "key-" + keys)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build());
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        return http.send(request, BodyHandlers.ofString());
    }

    private JsonObject written(String method, String path, String body) throws Exception {
        HttpResponse<String> answer = write(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private JsonObject read(String path) throws Exception {
        HttpResponse<String> answer = send(request(path).build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    @Test
    void whatIsWrittenIsReadAtOnceUnderAnyKey() throws Exception {
        // When
        JsonObject created = written("PUT", "profile/A%2F1%20%C3%A4", "{ \"name\" : \"Ada\",\n \"weight\": 1.50 }");
        JsonObject patched = written("PATCH", "profile/A%2F1%20%C3%A4", "{\"name\":null,\"city\":\"London\"}");

        // Then
        assertThat(created.getString("op")).isEqualTo("CREATE");
        assertThat(patched.getString("key")).isEqualTo("A/1 ä");
        assertThat(read("profile/A%2F1%20%C3%A4"))
                .isEqualTo(new JsonObject()
                        .put("type", "profile")
                        .put("key", "A/1 ä")
                        .put("version", 0)
                        .put("pending", 2)
                        .put("data", new JsonObject().put("weight", 1.5).put("city", "London")));
    }

    @Test
    void aCounterIsMovedAndCounted() throws Exception {
        // When
        JsonObject added = written("POST", "stock/apple/add", "{\"delta\":-2}");
        JsonObject counted = written("POST", "stock/apple/set", "{\"count\":12}");

        // Then
        assertThat(added.getString("op")).isEqualTo("ADD");
        assertThat(counted.getString("op")).isEqualTo("SET");
        assertThat(read("stock/apple").getJsonObject("data")).isEqualTo(new JsonObject().put("count", 12));
    }

    @Test
    void aListIsReadInPages() throws Exception {
        // Given
        for (String key : List.of("c", "a", "b")) {
            JsonObject unused = written("PUT", "profile/" + key, "{}");
        }
        JsonObject deleted = written("DELETE", "profile/b", "{}");

        // When
        JsonObject first = read("profile?limit=1");
        JsonObject second = read("profile?limit=1&after=" + first.getString("after"));

        // Then
        assertThat(deleted.getString("op")).isEqualTo("DELETE");
        assertThat(first.getJsonArray("entities").getJsonObject(0).getString("key"))
                .isEqualTo("a");
        assertThat(second.getJsonArray("entities").getJsonObject(0).getString("key"))
                .isEqualTo("c");
        assertThat(second.containsKey("after")).isFalse();
        assertThat(send(request("profile/b").build()).statusCode()).isEqualTo(404);
    }

    @Test
    void aRepeatGetsTheSameAnswerByteForByte() throws Exception {
        // Given
        HttpRequest put = request("profile/ada")
                .header("Idempotency-Key", "once")
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{\"n\":1}"))
                .build();
        String first = send(put).body();
        JsonObject unused = written("PUT", "profile/ada", "{\"n\":2}");

        // When
        String again = send(put).body();

        // Then
        assertThat(again).isEqualTo(first);
        assertThat(read("profile/ada").getJsonObject("data").getInteger("n")).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "PUT | profile/ada | [] | 400 | malformed-body",
                "PUT | profile/ada | {'a':'\\u0000'} | 400 | malformed-body",
                "PUT | profile/ada | {'a':1,'a':2} | 400 | malformed-body",
                "PUT | parcel/p | {} | 400 | invalid-request",
                "PUT | package/p | {} | 400 | invalid-request",
                "PUT | stock/apple | {} | 400 | invalid-request",
                "PATCH | profile/nobody | {} | 404 | not-found",
                "DELETE | profile/nobody | {} | 404 | not-found",
                "POST | profile/ada/add | {'delta':1} | 400 | invalid-request",
                "POST | stock/apple/add | {'delta':'1'} | 400 | malformed-body",
                "POST | stock/apple/remove | {} | 404 | not-found",
            })
    void whatCannotBeIsAProblem(String method, String path, String body, int status, String slug) throws Exception {
        // When
        HttpResponse<String> answer = write(method, path, body.replace('\'', '"'));

        // Then
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(new JsonObject(answer.body()).getString("type")).isEqualTo("urn:ghosthunter:problem:" + slug);
    }

    @Test
    void aWriteNeedsAnIdempotencyKeyAndAnEntityFitsIntoALine() throws Exception {
        // When
        HttpResponse<String> keyless = send(request("profile/ada")
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{}"))
                .build());
        HttpResponse<String> large = write("PUT", "profile/ada", "{\"a\":\"" + "x".repeat(70_000) + "\"}");

        // Then
        assertThat(keyless.statusCode()).isEqualTo(400);
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(read("profile").getJsonArray("entities")).isEmpty();
    }
}
