package ghosthunter.edge;

import ghosthunter.codecs.command.Blocking;
import ghosthunter.codecs.command.CommandVertx;
import ghosthunter.codecs.settings.Settings;
import ghosthunter.edge.config.EdgeConfigReader;
import ghosthunter.edge.config.SettingsOptions;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code edge.jar run}: the daemon. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "The daemon: serves the door controller on loopback and syncs with the hub. SIGTERM stops it.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar edge.jar run",
            "  LOCKER_ID=LOCKER-001 HUB_URL=http://127.0.0.1:8080 java -jar edge.jar run",
            "  SYNC_INTERVAL_SECONDS=60 java -jar edge.jar run --config /etc/edge.yaml"
        })
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
    private static final long START_S_MAX = 120;
    private static final long STOP_S_MAX = 20;

    @Mixin
    private SettingsOptions settings;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        EdgeConfigReader.Read read = settings.read();
        Path store = read.config().database();
        boolean makes = Files.notExists(store);
        Vertx vertx = CommandVertx.open();
        CountDownLatch stopped = new CountDownLatch(1);
        try {
            EdgeNode node = Blocking.get(EdgeNode.start(vertx, read.config(), SystemEdgeWorld.here()), START_S_MAX);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node, vertx, stopped), "edge-stop"));
            read.effective().forEach(RunCommand::log);
            if (makes) {
                spec.commandLine().getErr().println("new store: " + store);
                spec.commandLine().getErr().flush();
            }
            spec.commandLine()
                    .getOut()
                    .println("edge ready: " + node.device() + ", http://127.0.0.1:" + node.localApiPort());
            spec.commandLine().getOut().flush();
            stopped.await();
            return 0;
        } catch (Exception e) {
            Blocking.quietly(vertx.close(), STOP_S_MAX);
            throw e;
        }
    }

    private static void stop(EdgeNode node, Vertx vertx, CountDownLatch stopped) {
        Blocking.quietly(node.stop(), STOP_S_MAX);
        Blocking.quietly(vertx.close(), STOP_S_MAX);
        stopped.countDown();
    }

    private static void log(Settings.Effective setting) {
        LOG.atInfo()
                .addKeyValue("key", setting.key())
                .addKeyValue("value", setting.value())
                .addKeyValue("source", setting.source())
                .log("setting");
    }
}
