package ghosthunter.edge.command;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The local API as a command sees it. Blocks. */
final class ApiClient {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(2);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_MAX)
            .build();
    private final int port;
    private final boolean daemon;
    private final Duration answerMax;

    /**
     * A client of one command.
     *
     * @param daemon whether another process answers
     * @param answerMax how long an answer may take; a sync takes longest
     */
    ApiClient(int port, boolean daemon, Duration answerMax) {
        this.port = port;
        this.daemon = daemon;
        this.answerMax = answerMax;
    }

    /** Where a daemon answers, or nothing where this command has opened the file itself. */
    OptionalInt daemonPort() {
        return daemon ? OptionalInt.of(port) : OptionalInt.empty();
    }

    /** A segment of a path. */
    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * Asks.
     *
     * @throws IOException when nobody answers
     * @throws ghosthunter.codecs.problem.ProblemException when the device refuses
     */
    JsonObject get(String path) throws IOException {
        return send(request(path).GET());
    }

    /**
     * Asks for something to be done.
     *
     * @param key the {@code Idempotency-Key}, or null where the request may be repeated anyway
     * @throws IOException when nobody answers, or the answer was cut: with a key it may be repeated
     * @throws ghosthunter.codecs.problem.ProblemException when the device refuses
     */
    JsonObject post(String path, JsonObject body, @Nullable String key) throws IOException {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.encode(), StandardCharsets.UTF_8));
        return send(key == null ? request : request.header("Idempotency-Key", key));
    }

    /**
     * Asks for something to be written, which {@code method} says.
     *
     * @param key the {@code Idempotency-Key}
     * @throws IOException when nobody answers, or the answer was cut: it may be repeated
     * @throws ghosthunter.codecs.problem.ProblemException when the device refuses
     */
    JsonObject write(String method, String path, JsonObject body, String key) throws IOException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .method(method, BodyPublishers.ofString(body.encode(), StandardCharsets.UTF_8)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(answerMax);
    }

    private JsonObject send(HttpRequest.Builder request) throws IOException {
        try {
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
            JsonObject json = json(answer.body());
            if (answer.statusCode() >= 300) {
                throw problem(json).exception();
            }
            return json;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static JsonObject json(String body) throws IOException {
        try {
            return new JsonObject(body);
        } catch (DecodeException e) {
            throw new IOException("this is not the local API of a device", e);
        }
    }

    private static Problem problem(JsonObject json) {
        String uri = json.getString("type", "");
        ProblemType type = Arrays.stream(ProblemType.values())
                .filter(known -> known.uri().equals(uri))
                .findFirst()
                .orElse(ProblemType.INTERNAL);
        return Problem.of(type, json.getString("detail", "the device refused without a reason"));
    }
}
