package ghosthunter.hub.dialect.ghosthunter;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.device.Gate;
import ghosthunter.hub.directory.PackageRow;
import ghosthunter.hub.http.TestHub;
import ghosthunter.hub.ledger.Outcome;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GhostHunterDialectIT {
    private static final String BODY = """
            {"tracking_id":"PKG-1001","locker_id":"LOCKER-001","status":"pending",\
            "drop_off_timestamp":"2026-02-20T18:00:00Z","sync_attempt_timestamp":"2026-02-20T18:05:00Z",\
            "last_sync_attempt":0}""";

    private TestHub hub;

    @BeforeEach
    void startHub() throws Exception {
        hub = new TestHub(Gate.Limits.DEFAULT, 0);
    }

    @AfterEach
    void stopHub() throws Exception {
        hub.close();
    }

    @Test
    void anAckCarriesTheFirstArrivalInMilliseconds() throws Exception {
        // Given
        stored("LOCKER-001", "2026-02-20T18:05:01.120999Z");

        // When
        HttpResponse<String> answer = sync(BODY);

        // Then
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(answer.body())
                .isEqualTo("{\"ack\":true,\"tracking_id\":\"PKG-1001\","
                        + "\"server_received_at\":\"2026-02-20T18:05:01.120Z\"}");
    }

    @Test
    void aSecondLockerMayStopAndIsTold() throws Exception {
        // Given
        stored("LOCKER-002", "2026-02-20T18:05:01Z");

        // When
        JsonObject answer = new JsonObject(sync(BODY).body());

        // Then
        assertThat(answer.getBoolean("ack")).isTrue();
        assertThat(answer.getString("finding")).isEqualTo("tracking-id-conflict");
        assertThat(answer.getString("server_received_at")).isEqualTo("2026-02-20T18:05:01.000Z");
    }

    @Test
    void withoutADurableCommitThereIsNoAck() throws Exception {
        // Given
        hub.ledger.answerWith(submission -> Future.succeededFuture(
                new Outcome.Failed(Problem.of(ProblemType.UNAVAILABLE, "the database is gone"))));
        stored("LOCKER-001", "2026-02-20T18:05:01Z");

        // When
        HttpResponse<String> answer = sync(BODY);

        // Then
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(new JsonObject(answer.body()).getBoolean("ack")).isFalse();
        assertThat(answer.headers().firstValue("retry-after")).isPresent();
    }

    @Test
    void aMalformedRequestNamesItsField() throws Exception {
        // When
        HttpResponse<String> field = sync(BODY.replace("2026-02-20T18:00:00Z", "yesterday"));
        HttpResponse<String> json = sync(BODY.substring(1));

        // Then
        assertThat(field.statusCode()).isEqualTo(400);
        assertThat(field.headers().firstValue("content-type")).contains(Problem.MEDIA_TYPE);
        assertThat(new JsonObject(field.body()).getString("field")).isEqualTo("drop_off_timestamp");
        assertThat(new JsonObject(field.body()).getBoolean("ack")).isFalse();
        assertThat(json.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(json.body()).getBoolean("ack")).isFalse();
        assertThat(hub.ledger.submissions()).isEmpty();
    }

    @Test
    void getIsALivenessCheckThatNamesPost() throws Exception {
        // When
        HttpResponse<String> answer = hub.get("/sync");

        // Then
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("allow")).contains("POST");
        assertThat(new JsonObject(answer.body()).getInteger("status")).isEqualTo(405);
    }

    private void stored(String locker, String receivedAt) {
        Instant at = Instant.parse(receivedAt);
        hub.directory.packages.put(
                "PKG-1001",
                new PackageRow(1, "PKG-1001", locker, "synced", null, at, at, at, 0, null, null, null, null));
    }

    private HttpResponse<String> sync(String body) throws Exception {
        return hub.post("/sync", "application/json", body);
    }
}
