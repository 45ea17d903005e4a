package ghosthunter.edge;

import ghosthunter.codecs.command.Blocking;
import ghosthunter.codecs.command.CommandVertx;
import ghosthunter.edge.config.EdgeConfig;
import ghosthunter.edge.config.SettingsOptions;
import ghosthunter.edge.enroll.Enrollment;
import ghosthunter.edge.enroll.IdentityFiles;
import ghosthunter.edge.enroll.Rotator;
import ghosthunter.edge.enroll.StoredIdentity;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code edge.jar rotate-key}: replaces the key of this device. */
@Command(
        name = "rotate-key",
        mixinStandardHelpOptions = true,
        description = {
            "Makes another key for this locker and has the hub let it in.",
            "The old one is valid until the first receipt for the new one. Safe to repeat, and while the daemon runs: that "
                    + "takes the new key for its next exchange."
        },
        footerHeading = "%nExamples:%n",
        footer = "  java -jar edge.jar rotate-key")
final class RotateKeyCommand implements Callable<Integer> {
    private static final long SECONDS_MAX = 120;

    @Mixin
    private SettingsOptions settings;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        EdgeConfig config = settings.read().config();
        Vertx vertx = CommandVertx.open();
        try {
            IdentityFiles files = new IdentityFiles(config.database());
            StoredIdentity identity = new StoredIdentity(vertx, files, config.device(), config.hub());
            Enrollment enrolled = Blocking.get(new Rotator(vertx, files, identity, config.hub()).rotate(), SECONDS_MAX);
            PrintWriter out = spec.commandLine().getOut();
            out.println("Rotated: locker=" + enrolled.device().device() + ", kid=" + enrolled.kid());
            out.flush();
            return 0;
        } finally {
            Blocking.quietly(vertx.close(), SECONDS_MAX);
        }
    }
}
