package ghosthunter.edge;

import static org.awaitility.Awaitility.await;

import ghosthunter.codecs.change.ChangeLine;
import ghosthunter.codecs.change.Reading;
import ghosthunter.codecs.exchange.ExchangeWriter;
import ghosthunter.codecs.exchange.Receipt;
import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.key.SigningKey;
import ghosthunter.codecs.key.VerifyKey;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.edge.enroll.Enrollment;
import ghosthunter.edge.sync.MemoryHub;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A hub on a real socket for one locker: it enrolls with one token, and commits exchanges until it is told to cut them. */
final class CommandHub implements AutoCloseable {
    static final String TOKEN = "gh1.default." + "c2VjcmV0".repeat(6).substring(5);

    private final SigningKey key = SigningKey.generate(new SecureRandom());
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final String device;
    private final AtomicInteger exchangesLeft = new AtomicInteger(Integer.MAX_VALUE);
    private final AtomicInteger lostEnrollments = new AtomicInteger();
    private final AtomicInteger enrollments = new AtomicInteger();
    private volatile boolean holding;
    private volatile UnaryOperator<Buffer> way = UnaryOperator.identity();
    private volatile @Nullable VerifyKey enrolled;
    private volatile @Nullable MemoryHub core;

    /** @param device whom the token is for */
    CommandHub(String device) {
        this.device = device;
        this.server = get(vertx.createHttpServer(new HttpServerOptions().setDecompressionSupported(true))
                .requestHandler(request -> request.body().onSuccess(body -> handle(request, body)))
                .listen(0, "127.0.0.1"));
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** After so many more exchanges the connection breaks before the hub has read. */
    void cutAfter(int exchanges) {
        exchangesLeft.set(exchanges);
    }

    /** What becomes of the answers to exchanges on their way to the locker. */
    void answersBecome(UnaryOperator<Buffer> other) {
        way = other;
    }

    /** The receipt as this hub would sign it. */
    Buffer signed(Receipt receipt) {
        return signed(receipt, key);
    }

    static Buffer signed(Receipt receipt, SigningKey key) {
        return Buffer.buffer(Jws.sign(Receipt.TYP, receipt.toJson(), key).text() + "\n");
    }

    /** The next enrollment is committed, and its answer is lost. */
    void loseNextEnrollment() {
        lostEnrollments.set(1);
    }

    /** Enrollments are committed and stay without an answer, or get one again. */
    void holdEnrollments(boolean now) {
        holding = now;
    }

    /** How often somebody asked to be enrolled. */
    int enrollments() {
        return enrollments.get();
    }

    void awaitEnrollments(int count) {
        await().atMost(Duration.ofSeconds(60)).until(() -> enrollments.get() >= count);
    }

    /** Type, operation, key and claimed time of all changes that it has, in order. */
    List<String> ledger() {
        MemoryHub hub = core;
        return hub == null
                ? List.of()
                : hub.ledger().stream()
                        .map(line -> ChangeLine.read(line).fold(Reading.Valid::change, poison -> {
                            throw new AssertionError(poison.reason());
                        }))
                        .map(change -> change.type() + " " + change.op() + " " + change.key() + " " + change.at())
                        .toList();
    }

    /** The same for packages alone, without the time. */
    List<String> packages() {
        return ledger().stream()
                .filter(change -> change.startsWith("package "))
                .map(change -> change.substring("package ".length(), change.lastIndexOf(' ')))
                .toList();
    }

    private void handle(HttpServerRequest request, Buffer body) {
        try {
            switch (request.path()) {
                case "/v1/enroll" -> enroll(request, body);
                case "/v1/sync" -> exchange(request, body);
                default -> request.response().setStatusCode(404).end();
            }
        } catch (ProblemException e) {
            request.response()
                    .setStatusCode(e.problem().type().status())
                    .putHeader("content-type", Problem.MEDIA_TYPE)
                    .end(e.problem().toJson().toBuffer());
        }
    }

    private void exchange(HttpServerRequest request, Buffer body) {
        MemoryHub hub = core;
        if (hub == null) {
            throw Problem.of(ProblemType.UNKNOWN_DEVICE, "who are you?").exception();
        }
        if (exchangesLeft.getAndDecrement() <= 0) {
            request.connection().close();
            return;
        }
        request.response().putHeader("content-type", ExchangeWriter.MEDIA_TYPE).end(way.apply(hub.exchange(body)));
    }

    private void enroll(HttpServerRequest request, Buffer body) {
        int unused = enrollments.incrementAndGet();
        JsonFields question = JsonFields.parse("body", body.getBytes());
        Jws proof = Jws.parse(question.text("proof"), "gh-enroll");
        VerifyKey jwk = VerifyKey.ofJwk(new JsonObject(Buffer.buffer(proof.payload())).getJsonObject("jwk"));
        VerifyKey before = enrolled;
        boolean sameKey = before == null || before.kid().equals(jwk.kid());
        if (!question.text("token").equals(TOKEN) || !proof.verifies(jwk) || !sameKey) {
            throw Problem.of(ProblemType.TOKEN_REFUSED, "the token is unknown or spent")
                    .exception();
        }
        if (before == null) {
            enrolled = jwk;
            core = new MemoryHub(key, jwk, InstantSource.system());
        }
        if (lostEnrollments.getAndDecrement() > 0) {
            request.connection().close();
            return;
        }
        if (holding) {
            return;
        }
        request.response().end(enrollment(jwk).toBuffer());
    }

    private JsonObject enrollment(VerifyKey jwk) {
        JsonObject signed = new JsonObject()
                .put("hub", MemoryHub.ID)
                .put("tenant", "default")
                .put("device", device)
                .put("kid", jwk.kid())
                .put("jwk", jwk.jwk());
        String certificate = Jws.sign(
                        Enrollment.CERTIFICATE_TYP, signed.toBuffer().getBytes(), key)
                .text();
        signed.remove("jwk");
        return signed.put("hub_key", key.verifyKey().jwk()).put("certificate", certificate);
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        Object unused = get(vertx.close());
    }
}
