package ghosthunter.hub.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ghosthunter.hub.device.Gate;
import ghosthunter.hub.operator.Journal;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccessIT {
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
    void nobodyReadsAnythingAndIsToldHowToSignIn() throws Exception {
        for (String path : List.of(
                "/v1/lockers", "/v1/lockers/LOCKER-001", "/v1/packages/PKG-1", "/v1/packages/PKG-1/custody", "/v1/x")) {
            // When
            HttpResponse<String> answer = hub.send(hub.anonymous(path));

            // Then
            assertThat(answer.statusCode()).as(path).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
            assertThat(answer.body()).contains("urn:ghosthunter:problem:unauthenticated");
        }
    }

    @Test
    void aTrickWithThePathOpensNothing() throws Exception {
        for (String path : List.of(
                "/v1//lockers",
                "/v1/./lockers",
                "/v1/enroll/../lockers",
                "/v1/enroll/%2e%2e/lockers",
                "/v1/%6cockers",
                "/%76%31/lockers",
                "/v1/lockers/",
                "/v1/lockers?tenant=default",
                "//v1/lockers")) {
            // When
            HttpResponse<String> answer = hub.send(hub.anonymous(path));

            // Then
            assertThat(answer.statusCode()).as(path).isIn(401, 404);
            assertThat(answer.body()).doesNotContain("\"lockers\"");
        }
    }

    @Test
    void aControlCharacterInThePathOrTheQueryIsAnInvalidRequest() throws Exception {
        for (String path : List.of(
                "/v1/packages/%00",
                "/v1/packages/PKG%00/custody",
                "/v1/packages/PKG-1?tenant=%00",
                "/v1/packages/PKG-1?%00=x",
                "/v1/packages/PKG%C2%85",
                "/v1/lockers/LOCKER%0A",
                "/v1/lockers?after=%00",
                "/v1/findings?device=%7F",
                "/v1/operators/%00",
                "/v1/sync/%00",
                "/%00")) {
            // When
            HttpResponse<String> answer = hub.send(hub.anonymous(path).header("Authorization", "Bearer viewer"));

            // Then
            assertThat(answer.statusCode()).as(path).isEqualTo(400);
            assertThat(answer.body()).contains("urn:ghosthunter:problem:invalid-request");
        }
    }

    @Test
    void otherSchemesAndEmptyTokensAreNobody() throws Exception {
        for (String authorization : List.of("Bearer", "Bearer ", "Basic cm9vdDpyb290", "system-admin", "Bearer x y")) {
            // When
            HttpResponse<String> answer = hub.send(hub.anonymous("/v1/lockers").header("Authorization", authorization));

            // Then
            assertThat(answer.statusCode()).as(authorization).isEqualTo(401);
        }
    }

    @Test
    void aRoleThatIsTooSmallIsForbidden() throws Exception {
        // When
        HttpResponse<String> answer = hub.send(hub.anonymous("/v1/lockers/LOCKER-001/anything")
                .header("Authorization", "Bearer viewer")
                .POST(HttpRequest.BodyPublishers.ofString("{}")));

        // Then
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("this needs the role operator");
        assertThat(hub.journal.entries).isEmpty();
    }

    @Test
    void whoIsOfOneTenantReadsNoOther() throws Exception {
        for (String path :
                List.of("/v1/lockers", "/v1/lockers/LOCKER-001", "/v1/packages/P", "/v1/packages/P/custody")) {
            // When
            HttpResponse<String> answer =
                    hub.send(hub.anonymous(path + "?tenant=other").header("Authorization", "Bearer tenant-admin"));

            // Then
            assertThat(answer.statusCode()).as(path).isEqualTo(403);
            assertThat(answer.body()).contains("urn:ghosthunter:problem:forbidden");
        }
    }

    @Test
    void anActionIsInTheAuditBeforeItBeginsAndWhenItWasAnswered() throws Exception {
        // When
        HttpResponse<String> answer = hub.send(hub.anonymous("/v1/lockers/LOCKER-001/nothing-here")
                .header("Authorization", "Bearer operator")
                .POST(HttpRequest.BodyPublishers.ofString("{}")));

        // Then
        assertThat(answer.statusCode()).isEqualTo(404);
        await().untilAsserted(() -> assertThat(hub.journal.entries)
                .extracting(Journal.Entry::stage)
                .containsExactly(Journal.Stage.ASKED, Journal.Stage.REFUSED));
        Journal.Entry refused = hub.journal.entries.get(1);
        assertThat(refused.request()).isEqualTo(hub.journal.entries.get(0).request());
        assertThat(refused.action()).isEqualTo("POST /v1/lockers/LOCKER-001/nothing-here");
        assertThat(refused.actor().name()).isEqualTo("operator");
        assertThat(refused.detail().getInteger("status")).isEqualTo(404);
        assertThat(refused.address()).isEqualTo("127.0.0.1");
    }

    @Test
    void whatCannotBeWrittenDownDoesNotBegin() throws Exception {
        // Given
        hub.journal.full = true;

        // When
        HttpResponse<String> answer = hub.send(
                hub.request("/v1/lockers/LOCKER-001/nothing-here").POST(HttpRequest.BodyPublishers.ofString("{}")));

        // Then
        assertThat(answer.statusCode()).isEqualTo(503);
    }
}
