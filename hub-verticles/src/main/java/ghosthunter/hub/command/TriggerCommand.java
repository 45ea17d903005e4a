package ghosthunter.hub.command;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.command.Blocking;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.realtime.TriggerDesk.Target;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code trigger}: calls devices. */
@Command(
        name = "trigger",
        mixinStandardHelpOptions = true,
        description = {
            "Call devices: those that have a stream open sync at once, the others when their own plan says so.",
            "A device that was called and has not come yet is not called twice."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar hub.jar trigger --device LOCKER-001",
            "  java -jar hub.jar trigger --group north",
            "  java -jar hub.jar trigger --all"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done", "2:the command line or the settings are wrong"})
public final class TriggerCommand implements Callable<Integer> {
    /** Which devices. */
    static final class Which {
        @Option(names = "--device", paramLabel = "CODE", description = "One device.")
        private @Nullable String device;

        @Option(names = "--group", paramLabel = "GROUP", description = "The devices of a group.")
        private @Nullable String group;

        @Option(names = "--all", description = "All devices of the tenant.")
        @SuppressWarnings("UnusedVariable") // It is what is left when the others are not named.
        private boolean all;
    }

    @ArgGroup(multiplicity = "1")
    private Which which;

    @Mixin
    private TenantOption tenant;

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        TenantId of = tenant.tenant();
        Target target = target();
        HubConfig settings = config.read(System.getenv()).config();
        try (CommandDatabase database =
                        CommandDatabase.open(settings, of, spec.commandLine().getErr());
                DirectorySession session = new DirectorySession(settings, database.url());
                OperatorSession audit = new OperatorSession(database.shared())) {
            long devices = audit.audited(
                    "trigger",
                    new JsonObject()
                            .put("tenant", of.value())
                            .put("device", which.device)
                            .put("group", which.group),
                    () -> Blocking.await(session.triggers().call(of, target)));
            PrintWriter out = spec.commandLine().getOut();
            out.println("called: " + devices + (devices == 1 ? " device" : " devices"));
            out.flush();
            return 0;
        }
    }

    private Target target() {
        try {
            return new Target(
                    which.device == null ? null : tenant.device(which.device).device(), which.group);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }
}
