package ghosthunter.hub.http;

import static ghosthunter.hub.http.TestHub.DEVICE;
import static ghosthunter.hub.http.TestHub.HUB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ghosthunter.codecs.exchange.Down;
import ghosthunter.codecs.exchange.DownLine;
import ghosthunter.codecs.exchange.Exchange;
import ghosthunter.codecs.exchange.ExchangeWriter;
import ghosthunter.codecs.exchange.Pull;
import ghosthunter.codecs.exchange.Receipt;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.key.SigningKey;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.device.Gate;
import ghosthunter.hub.ledger.Outcome;
import ghosthunter.hub.pull.Page;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What an exchange is answered with. */
class SyncHandlerIT extends SyncRequests {
    @Test
    void anExchangeIsAnsweredWithASignedReceiptOfThatStatement() throws Exception {
        // Given
        Exchanges.Signed exchange = dropOffs("PKG-1", "PKG-2");

        // When
        HttpResponse<String> answer = sync(exchange.body());

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains(ExchangeWriter.MEDIA_TYPE);
        Jws jws = Jws.parse(answer.body().strip(), Receipt.TYP);
        assertThat(jws.verifies(hub.hubKey.verifyKey())).isTrue();
        Receipt receipt = Receipt.ofJson(jws.payload());
        assertThat(receipt.statement()).isEqualTo(Exchange.statementHash(exchange.statement()));
        assertThat(receipt.lanes()).hasSize(1);
        assertThat(receipt.lanes().get(0).durable()).isEqualTo(exchange.run().head());
        assertThat(receipt.t2Ms()).isGreaterThanOrEqualTo(receipt.receivedAt().toEpochMilli());
    }

    @Test
    void whatTheDevicePullsFollowsTheReceiptThatSpeaksOfIt() throws Exception {
        // Given
        Buffer lines = Buffer.buffer("{\"type\":\"parcel\",\"key\":\"P-1\",\"gone\":true}\n");
        Down down = new Down(1, lines.length(), Hash.sha256(lines.getBytes()), "c-2", false, null, false);
        hub.page = Future.succeededFuture(Optional.of(new Page(down, lines)));

        // When
        String answer = sync(pulling("PKG-1").body()).body();

        // Then
        int end = answer.indexOf('\n') + 1;
        Receipt receipt = Receipt.ofJson(
                Jws.parse(answer.substring(0, end).strip(), Receipt.TYP).payload());
        assertThat(receipt.down()).isEqualTo(down);
        assertThat(DownLine.read(down, Buffer.buffer(answer.substring(end)))).isPresent();
        assertThat(sync(dropOffs("PKG-2").body()).body())
                .as("a device that asks for nothing")
                .hasLineCount(1);
    }

    @Test
    void theReceiptDoesNotWaitForWhatCannotBeRead() throws Exception {
        // Given
        hub.page = Future.failedFuture("the database does not answer");

        // When
        HttpResponse<String> answer = sync(pulling("PKG-1").body());

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Receipt.ofJson(Jws.parse(answer.body().strip(), Receipt.TYP).payload())
                        .down())
                .isNull();
    }

    private Exchanges.Signed pulling(String trackingId) {
        return Exchanges.pulling(HUB, DEVICE, hub.deviceKey, new Pull("c-1", 4_096), trackingId);
    }

    @Test
    void theSameExchangeTwiceAtOnceGoesThroughOneAfterTheOther() throws Exception {
        // Given
        Buffer body = dropOffs("PKG-1").body();
        ExecutorService clients = Executors.newFixedThreadPool(2);

        // When
        List<CompletableFuture<HttpResponse<String>>> answers = List.of(
                CompletableFuture.supplyAsync(() -> syncUnchecked(body), clients),
                CompletableFuture.supplyAsync(() -> syncUnchecked(body), clients));

        // Then
        assertThat(answers)
                .allSatisfy(
                        answer -> assertThat(answer.get(10, TimeUnit.SECONDS).statusCode())
                                .isEqualTo(200));
        assertThat(hub.ledger.submissions()).hasSize(2);
        assertThat(hub.ledger.atOnceMax()).isEqualTo(1);
        clients.shutdown();
    }

    @Test
    void aDeviceThatIsNotEnrolledIsUnknown() throws Exception {
        // Given
        SigningKey other = SigningKey.generate(new SecureRandom());
        Exchanges.Signed exchange = Exchanges.dropOffs(HUB, DEVICE, other, "PKG-1");

        // When
        HttpResponse<String> answer = sync(exchange.body());

        // Then
        problem(answer, ProblemType.UNKNOWN_DEVICE);
        assertThat(hub.ledger.submissions()).isEmpty();
    }

    @Test
    void aStatementThatWasChangedAfterSigningIsRefused() throws Exception {
        // Given
        Exchanges.Signed honest = dropOffs("PKG-1");
        String[] parts = honest.statement().text().split("\\.", -1);
        String forged = parts[0] + "." + parts[1] + "."
                + dropOffs("PKG-2").statement().text().split("\\.", -1)[2];
        String lines =
                honest.body().toString().substring(honest.statement().text().length());

        // When
        HttpResponse<String> answer = sync(Buffer.buffer(forged + lines));

        // Then
        problem(answer, ProblemType.SIGNATURE_INVALID);
        assertThat(hub.ledger.submissions()).isEmpty();
    }

    @Test
    void aStatementForAnotherHubIsRefused() throws Exception {
        // Given
        Exchanges.Signed exchange = Exchanges.dropOffs("hub-other", DEVICE, hub.deviceKey, "PKG-1");

        // When
        HttpResponse<String> answer = sync(exchange.body());

        // Then
        problem(answer, ProblemType.WRONG_AUDIENCE);
    }

    @Test
    void whatIsNotDurableIsAnsweredUnsignedAndWithRetryAfter() throws Exception {
        // Given
        hub.ledger.answerWith(submission -> Future.succeededFuture(
                new Outcome.Failed(Problem.of(ProblemType.UNAVAILABLE, "the database is gone"))));

        // When
        HttpResponse<String> answer = sync(dropOffs("PKG-1").body());

        // Then
        JsonObject body = problem(answer, ProblemType.UNAVAILABLE);
        assertThat(answer.headers().firstValue("retry-after")).contains("2");
        assertThat(body.fieldNames()).containsExactlyInAnyOrder("type", "title", "status", "detail");
    }

    @Test
    void aDeviceWithTooManyRequestsIsBusyBeforeItsBodyIsRead() throws Exception {
        // Given
        Promise<Outcome> commit = Promise.promise();
        hub.ledger.answerWith(submission -> commit.future());
        Buffer body = dropOffs("PKG-1").body();
        ExecutorService clients = Executors.newFixedThreadPool(2);
        CompletableFuture<HttpResponse<String>> first =
                CompletableFuture.supplyAsync(() -> syncUnchecked(body), clients);
        CompletableFuture<HttpResponse<String>> second =
                CompletableFuture.supplyAsync(() -> syncUnchecked(body), clients);
        await().until(() -> hub.gate.inFlight() == 2);

        // When
        HttpResponse<String> third = sync(body);

        // Then
        problem(third, ProblemType.DEVICE_BUSY);
        assertThat(third.headers().firstValue("retry-after")).contains("1");
        commit.complete(new Outcome.Committed(List.of(), System.currentTimeMillis(), List.of()));
        assertThat(first.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(second.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        clients.shutdown();
    }

    @Test
    void aHubThatIsFullAnswersOverloadedWithRetryAfterAndIsFreeAgainLater() throws Exception {
        // Given
        TestHub small = new TestHub(new Gate.Limits(1, 1_000, 1, 1 << 20, 2_000), 0);
        try {
            Promise<Outcome> commit = Promise.promise();
            small.ledger.answerWith(submission -> commit.future());
            Buffer body =
                    Exchanges.dropOffs(HUB, DEVICE, small.deviceKey, "PKG-1").body();
            ExecutorService client = Executors.newSingleThreadExecutor();
            CompletableFuture<HttpResponse<String>> first =
                    CompletableFuture.supplyAsync(() -> syncUnchecked(small, body), client);
            await().until(() -> small.gate.inFlight() == 1);

            // When
            HttpResponse<String> second = sync(small, body);

            // Then
            problem(second, ProblemType.OVERLOADED);
            assertThat(second.statusCode()).isEqualTo(503);
            assertThat(second.headers().firstValue("retry-after")).isPresent();
            commit.complete(new Outcome.Committed(List.of(), System.currentTimeMillis(), List.of()));
            assertThat(first.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            await().until(() -> small.gate.inFlight() == 0);
            assertThat(sync(small, body).statusCode()).isEqualTo(200);
            client.shutdown();
        } finally {
            small.close();
        }
    }
}
