package ghosthunter.load.proxy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.util.ArrayList;
import java.util.List;

/** A device that posts through the proxy and never tries again. */
final class Caller {
    private final HttpClient client;
    private final Context loop;

    Caller(Vertx vertx) {
        // Without a handler Vert.x logs every answer that is cut in its head as an error, with its stack.
        client = vertx.httpClientBuilder()
                .with(new HttpClientOptions().setConnectTimeout(5_000))
                .with(new PoolOptions().setHttp1MaxSize(64))
                .withConnectHandler(connection -> connection.exceptionHandler(cut -> {}))
                .build();
        loop = vertx.getOrCreateContext();
    }

    /** Posts a body of this size; the future gives the answer's body, or fails where it was cut. */
    Future<String> post(int port, String path, int sizeBytes) {
        Buffer body = Buffer.buffer(new byte[sizeBytes]);
        Promise<String> answer = Promise.promise();
        // On one event loop from end to end, lest an answer ends before somebody listens to it.
        loop.runOnContext(now -> client.request(HttpMethod.POST, port, "127.0.0.1", path)
                .compose(request -> request.send(body))
                .compose(HttpClientResponse::body)
                .map(Buffer::toString)
                .onComplete(answer));
        return answer.future();
    }

    /** Posts many at once and waits until each is decided. */
    List<Future<String>> posts(int port, int count, int sizeBytes) {
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(post(port, "/v1/sync", sizeBytes));
        }
        answers.forEach(Patience::settled);
        return answers;
    }
}
