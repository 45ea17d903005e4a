package ghosthunter.edge.door;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.locker.DoorResult;
import ghosthunter.codecs.locker.DoorResult.Door;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a door is said to have done, by what its controller answers over a real socket. */
class HttpDoorsIT {
    private static final long WAIT_MS = 300;

    private final Vertx vertx = Vertx.vertx();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private HttpServer controller;
    private String behaviour = "";

    @BeforeEach
    void start() {
        controller = get(vertx.createHttpServer().requestHandler(this::handle).listen(0, "127.0.0.1"));
    }

    @AfterEach
    void stop() {
        Object closed = get(vertx.close());
        assertThat(closed).isNull();
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private void handle(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            told.add(request.method() + " " + request.path() + " " + body);
            switch (behaviour) {
                case "hangs" -> {}
                case "cuts" -> {
                    var unused = request.connection().close();
                }
                case "floods" -> {
                    var unused = request.response().end("x".repeat(1 << 20));
                }
                default -> {
                    String[] answer = behaviour.split(" ", 2);
                    var unused = request.response()
                            .setStatusCode(Integer.parseInt(answer[0]))
                            .end(answer[1]);
                }
            }
        });
    }

    private DoorResult open(int port) {
        HttpDoors doors = new HttpDoors(vertx, new DoorSettings(URI.create("http://127.0.0.1:" + port), WAIT_MS));
        return get(doors.open("A-07", "019b7c11").eventually(doors::close));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 {\"door\":\"opened\"} | OPENED | ''",
                "200 {\"door\":\"opened\",\"detail\":\"slowly\"} | OPENED | slowly",
                "200 {\"door\":\"closed\"} | CLOSED | ''",
                "200 {\"door\":\"jammed\"} | JAMMED | ''",
                "200 {\"door\":\"flew away\"} | UNKNOWN | ''",
                "200 {} | UNKNOWN | the door controller: answer.door is missing",
                "404 no such compartment | CLOSED | the door controller answered 404",
                "500 oh | UNKNOWN | the door controller answered 500",
                "hangs | UNKNOWN | the door controller did not answer within 0 s",
                "floods | UNKNOWN | the answer of the door controller is lost: it has more than 4096 bytes"
            })
    void theAnswerSaysWhatTheDoorDid(String answer, Door door, String detail) {
        // Given
        behaviour = answer;

        // When
        DoorResult result = open(controller.actualPort());

        // Then
        assertThat(result).isEqualTo(new DoorResult(door, detail));
        assertThat(told)
                .containsExactly("POST /open "
                        + new JsonObject().put("compartment", "A-07").put("reference", "019b7c11"));
    }

    @Test
    void aCutAnswerIsUnknownAndNothingIsToldTwice() {
        // Given
        behaviour = "cuts";

        // When
        DoorResult result = open(controller.actualPort());

        // Then
        assertThat(result.door()).isEqualTo(Door.UNKNOWN);
        assertThat(told).hasSize(1);
    }

    @Test
    void aControllerThatIsNotThereHasSurelyMovedNoDoor() {
        // Given
        int port = controller.actualPort();
        Object closed = get(controller.close());
        assertThat(closed).isNull();

        // When
        DoorResult result = open(port);

        // Then
        assertThat(result.door()).isEqualTo(Door.UNREACHABLE);
        assertThat(result.detail()).startsWith("door controller not reachable");
    }
}
