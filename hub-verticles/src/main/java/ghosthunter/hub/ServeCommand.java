package ghosthunter.hub;

import ghosthunter.codecs.command.Blocking;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.settings.Settings;
import ghosthunter.codecs.settings.Settings.SettingsException;
import ghosthunter.hub.command.ConfigOption;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.config.HubConfigReader;
import ghosthunter.hub.http.HttpVerticle;
import ghosthunter.hub.tls.TlsFiles;
import ghosthunter.hub.tls.TlsSettings;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hub.jar serve}: the hub. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the hub; the default command.",
            "It prints one line when it is ready, and while there is no operator a second one with the token that makes the"
                    + " first.",
            "SIGTERM stops it in order: nothing new is taken, what is in flight is committed and answered."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar hub.jar",
            "  PORT=9090 DATA_DIR=/var/lib/ghosthunter java -jar hub.jar serve",
            "  java -jar hub.jar serve --config /etc/ghosthunter/hub.yaml",
            "  DATABASE_URL=postgres://hub:secret@db/packages java -jar hub.jar"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "1:it cannot start: a port is taken, the database cannot be used",
            "2:the command line or the settings are wrong",
            "143:stopped in order by SIGTERM (130: by Ctrl-C)"
        })
final class ServeCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);
    private static final long START_S_MAX = 300;
    private static final long STOP_S_MAX = 120;

    @Mixin
    private ConfigOption settings;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        HubConfigReader.Read read = settings.read(System.getenv());
        read.effective().forEach(ServeCommand::log);
        Vertx vertx = Vertx.vertx();
        CountDownLatch stopped = new CountDownLatch(1);
        try {
            check(vertx, read.config());
            HubNode node =
                    Blocking.get(HubNode.start(vertx, read.config(), SystemHubWorld.here(), this::say), START_S_MAX);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node, vertx, stopped), "hub-stop"));
            stopped.await();
            return 0;
        } catch (Exception e) {
            Blocking.quietly(vertx.close(), STOP_S_MAX);
            throw e;
        }
    }

    /** Before a database is begun or started: what cannot be used changes nothing. */
    private static void check(Vertx vertx, HubConfig config) {
        TlsSettings tls = config.bind().tls();
        if (tls != null) {
            try {
                TlsFiles unused = TlsFiles.read(vertx, tls);
            } catch (ProblemException e) {
                throw new SettingsException(List.of(String.valueOf(e.getMessage())));
            }
        }
        config.bind().requireFree();
        HubDialects.names(config.dialects()).stream()
                .flatMap(name -> config.bindOf(name).stream())
                .forEach(HttpVerticle.Bind::requireFree);
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    private static void stop(HubNode node, Vertx vertx, CountDownLatch stopped) {
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
