package ghosthunter.edge.command;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.edge.config.EdgeConfig;
import ghosthunter.edge.outbox.OutboxLock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Finds the owner of the SQLite file, or becomes it for the time of one command:
 *
 * <pre>
 *   the lock file tells a port, and this device answers there ──► ask it
 *   else open the file ──► it is free: ask the own device, then close it
 *                      └─► somebody was faster: once more
 * </pre>
 */
final class LocalDevice {
    private static final Duration SEARCH_MAX = Duration.ofSeconds(20);
    private static final Duration PROBE_MAX = Duration.ofSeconds(5);
    private static final long PAUSE_MS = 100;
    private static final long OPEN_S_MAX = 120;
    private static final long CLOSE_S_MAX = 30;

    private final EdgeConfig config;
    private final DeviceOpener opener;

    LocalDevice(EdgeConfig config, DeviceOpener opener) {
        this.config = config;
        this.opener = opener;
    }

    /** What a command asks. May be called again when the daemon went away in the middle. */
    interface Talk<T> {
        T with(ApiClient api) throws IOException;
    }

    /**
     * Runs the talk.
     *
     * @throws ProblemException when the device refuses, or its file cannot be used
     */
    <T> T talk(Talk<T> talk) throws Exception {
        long endNanos = System.nanoTime() + SEARCH_MAX.toNanos();
        while (true) {
            Optional<T> answer = attempt(talk, System.nanoTime() > endNanos);
            if (answer.isPresent()) {
                return answer.get();
            }
            pause();
        }
    }

    private <T> Optional<T> attempt(Talk<T> talk, boolean last) throws Exception {
        OptionalInt port = running();
        try {
            return Optional.of(port.isPresent() ? talk.with(client(port.getAsInt())) : asOwner(talk));
        } catch (IOException e) {
            if (last) {
                throw Problem.of(ProblemType.UNAVAILABLE, "the daemon does not answer (" + e + ")")
                        .exception(e);
            }
        } catch (ProblemException e) {
            if (last || port.isPresent() || e.problem().type() != ProblemType.UNAVAILABLE) {
                throw e;
            }
        }
        return Optional.empty();
    }

    /** The port of the owner, if one lives: the text of the lock file may be of a process that was killed. */
    private OptionalInt running() {
        OptionalInt told = OutboxLock.toldPort(config.database());
        if (told.isEmpty()) {
            return told;
        }
        try {
            JsonObject health = new ApiClient(told.getAsInt(), PROBE_MAX).get("/healthz");
            return OutboxLock.isOwner(config.database(), health.getLong("pid", -1L)) ? told : OptionalInt.empty();
        } catch (IOException | ProblemException e) {
            return OptionalInt.empty();
        }
    }

    private <T> T asOwner(Talk<T> talk) throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(2));
        try {
            return talk.with(client(get(opener.open(vertx, config), OPEN_S_MAX)));
        } finally {
            get(vertx.close(), CLOSE_S_MAX);
        }
    }

    private ApiClient client(int port) {
        return new ApiClient(
                port, Duration.ofMillis(config.pace().reportMsMax()).plus(PROBE_MAX));
    }

    @com.google.errorprone.annotations.CanIgnoreReturnValue
    private static <T> T get(Future<T> future, long secondsMax) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(secondsMax, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (TimeoutException e) {
            throw new TimeoutException("no result within " + secondsMax + " s");
        }
    }

    private static void pause() throws InterruptedException {
        var unused = new CountDownLatch(1).await(PAUSE_MS, TimeUnit.MILLISECONDS);
    }
}
