package ghosthunter.hub.http;

import static ghosthunter.hub.http.TestHub.DEVICE;
import static ghosthunter.hub.http.TestHub.HUB;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import ghosthunter.codecs.exchange.ExchangeWriter;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.device.Gate;
import ghosthunter.hub.ledger.Submission;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A hub over real sockets with a ledger that a test answers for, and requests to {@code /v1/sync}. */
abstract class SyncRequests {
    TestHub hub;

    @BeforeEach
    void startHub() throws Exception {
        hub = new TestHub(new Gate.Limits(2, 1_000, 3, 1 << 20, 2_000), 5);
    }

    @AfterEach
    void stopHub() throws Exception {
        hub.close();
    }

    Exchanges.Signed dropOffs(String... trackingIds) {
        return Exchanges.dropOffs(HUB, DEVICE, hub.deviceKey, trackingIds);
    }

    List<Object> recordedHeads() {
        return hub.ledger.submissions().stream()
                .map(submission -> submission.<Object>fold(
                        signed -> signed.exchange().runs().get(0).head(), Submission.Unsigned::dialect))
                .toList();
    }

    HttpResponse<String> sync(Buffer body) throws IOException, InterruptedException {
        return sync(hub, body);
    }

    static HttpResponse<String> sync(TestHub to, Buffer body) throws IOException, InterruptedException {
        return to.send(to.request("/v1/sync")
                .header("Content-Type", ExchangeWriter.MEDIA_TYPE)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.getBytes())));
    }

    HttpResponse<String> syncUnchecked(Buffer body) {
        return syncUnchecked(hub, body);
    }

    static HttpResponse<String> syncUnchecked(TestHub to, Buffer body) {
        try {
            return sync(to, body);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @CanIgnoreReturnValue
    static JsonObject problem(HttpResponse<String> answer, ProblemType type) {
        assertThat(answer.body()).contains(type.uri());
        assertThat(answer.statusCode()).isEqualTo(type.status());
        assertThat(answer.headers().firstValue("content-type")).contains(Problem.MEDIA_TYPE);
        return new JsonObject(answer.body());
    }
}
