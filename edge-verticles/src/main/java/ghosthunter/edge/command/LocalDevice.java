package ghosthunter.edge.command;

import ghosthunter.codecs.command.Blocking;
import ghosthunter.codecs.command.CommandVertx;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.codecs.problem.Reason;
import ghosthunter.edge.command.DeviceOpener.OpenDevice;
import ghosthunter.edge.config.EdgeConfig;
import ghosthunter.edge.enroll.IdentityFiles;
import ghosthunter.edge.outbox.OutboxLock;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Finds the owner of the SQLite file, or becomes it for the time of one command:
 *
 * <pre>
 *   the lock file tells a port, and this device answers there ──► ask it
 *   else open the file ──► it is free: ask the own device, then close it
 *                      └─► somebody was faster: once more, until the wait is over
 * </pre>
 *
 * <p>A talk may run more than once, so each of its requests can be repeated: what records something has an idempotency key.
 */
final class LocalDevice {
    private static final Duration PROBE_MAX = Duration.ofSeconds(5);
    private static final long PAUSE_MS = 50;
    private static final long OPEN_S_MAX = 120;
    private static final long CLOSE_S_MAX = 30;

    private final EdgeConfig config;
    private final CommandWorld world;
    private final CommandSpec spec;

    /** @param spec of the command, which tells a person where a new store was made */
    LocalDevice(EdgeConfig config, CommandWorld world, CommandSpec spec) {
        this.config = config;
        this.world = world;
        this.spec = spec;
    }

    /**
     * For a command that records nothing: where is neither a store nor an enrollment is no locker, and none is made by
     * looking.
     *
     * @throws ProblemException {@code not-found} when there is none
     */
    LocalDevice existing() {
        if (Files.notExists(config.database()) && !new IdentityFiles(config.database()).isEnrolled()) {
            throw Problem.of(
                            ProblemType.NOT_FOUND,
                            "there is no store at " + config.database()
                                    + ": check SQLITE_PATH and the directory that you"
                                    + " are in; on a new locker 'edge.jar run' or 'edge.jar dropoff' makes it")
                    .exception();
        }
        return this;
    }

    /** What a command asks. Runs once more when the owner went away in the middle. */
    interface Talk<T> {
        T with(ApiClient api) throws IOException;
    }

    /**
     * Runs the talk.
     *
     * @throws ProblemException when the device refuses, its file cannot be used, or another process keeps it
     */
    <T> T talk(Talk<T> talk) throws Exception {
        long endMs = world.bootClock().upMs() + world.waitMsMax();
        while (true) {
            boolean last = world.bootClock().upMs() >= endMs;
            try {
                OptionalInt port = running();
                return port.isPresent() ? talk.with(client(port.getAsInt(), true)) : asOwner(talk);
            } catch (IOException e) {
                if (last) {
                    throw Problem.of(
                                    ProblemType.UNAVAILABLE,
                                    "the device at " + config.database() + " does not answer (" + Reason.of(e) + ")")
                            .exception(e);
                }
            } catch (ProblemException e) {
                if (last || !maySoonBeOver(e.problem().type())) {
                    throw e;
                }
            }
            pause();
        }
    }

    private static boolean maySoonBeOver(ProblemType type) {
        return type == ProblemType.UNAVAILABLE || type == ProblemType.OVERLOADED;
    }

    /** The port of the owner, if one lives: the text of the lock file may be of a process that was killed. */
    private OptionalInt running() {
        OptionalInt told = OutboxLock.toldPort(config.database());
        if (told.isEmpty()) {
            return told;
        }
        JsonObject health;
        try {
            health = new ApiClient(told.getAsInt(), true, PROBE_MAX).get("/healthz");
        } catch (IOException | ProblemException e) {
            return OptionalInt.empty();
        }
        if (!OutboxLock.isOwner(config.database(), health.getLong("pid", -1L))) {
            return OptionalInt.empty();
        }
        String device = health.getString("device", "");
        if (!device.equals(config.device().value())) {
            throw Problem.of(
                            ProblemType.CONFLICT,
                            config.database() + " belongs to " + device + ", not to " + config.device()
                                    + ": check LOCKER_ID and SQLITE_PATH")
                    .exception();
        }
        return told;
    }

    /**
     * In the wrong directory a command would make a second store of a locker that runs: nobody would send what is recorded
     * there.
     */
    private void requireNoOther() {
        if (config.localApiPort() == 0) {
            return;
        }
        JsonObject health;
        try {
            health = new ApiClient(config.localApiPort(), true, PROBE_MAX).get("/healthz");
        } catch (IOException | ProblemException e) {
            return;
        }
        String store = health.getString("store", "");
        if (config.device().value().equals(health.getString("device"))
                && !store.equals(config.database().toString())) {
            throw Problem.of(
                            ProblemType.CONFLICT,
                            config.device() + " runs already with the store " + store + ", and there is none at "
                                    + config.database() + ": check SQLITE_PATH and the directory that you are in")
                    .exception();
        }
    }

    private <T> T asOwner(Talk<T> talk) throws Exception {
        boolean makes = Files.notExists(config.database());
        if (makes) {
            requireNoOther();
        }
        Vertx vertx = CommandVertx.open();
        try {
            OpenDevice device = Blocking.get(world.opener().open(vertx, config), OPEN_S_MAX);
            try {
                if (makes) {
                    Lines.printError(spec, "new store: " + config.database());
                }
                return talk.with(client(device.port(), false));
            } finally {
                Blocking.quietly(device.stop().get(), CLOSE_S_MAX);
            }
        } finally {
            Blocking.quietly(vertx.close(), CLOSE_S_MAX);
        }
    }

    private ApiClient client(int port, boolean daemon) {
        return new ApiClient(
                port, daemon, Duration.ofMillis(config.pace().reportMsMax()).plus(PROBE_MAX));
    }

    private static void pause() throws InterruptedException {
        boolean unused = new CountDownLatch(1).await(PAUSE_MS, TimeUnit.MILLISECONDS);
    }
}
