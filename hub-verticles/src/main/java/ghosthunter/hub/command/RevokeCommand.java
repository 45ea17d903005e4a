package ghosthunter.hub.command;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.command.Blocking;
import ghosthunter.hub.config.HubConfig;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code revoke}: shuts a locker out. */
@Command(
        name = "revoke",
        mixinStandardHelpOptions = true,
        description = {
            "Shut the keys of a locker out, for good: every node refuses them within a second.",
            "What the locker had sent before stays valid evidence. Its open tokens are given up, unless --kid names one key.",
            "It comes back with a new token of hub.jar enroll."
        },
        footerHeading = "%nExample:%n",
        footer = "  java -jar hub.jar revoke LOCKER-001",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done", "2:the command line or the settings are wrong"})
public final class RevokeCommand implements Callable<Integer> {
    @Mixin
    private LockerOptions locker;

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        DeviceRef device = locker.device();
        @Nullable String kid = locker.kid();
        HubConfig settings = config.read(System.getenv()).config();
        CommandDatabase.requireHub(settings);
        try (CommandDatabase database = CommandDatabase.open(
                        settings, device.tenant(), spec.commandLine().getErr());
                DirectorySession session = new DirectorySession(settings, database.url());
                OperatorSession audit = new OperatorSession(database.shared())) {
            print(
                    device,
                    audit.audited(
                            "revoke " + device.device(),
                            locker.detail(),
                            () -> Blocking.await(session.keys().revoke(device, kid))));
            return 0;
        }
    }

    private void print(DeviceRef device, List<String> kids) {
        PrintWriter out = spec.commandLine().getOut();
        kids.forEach(kid -> out.println("revoked: key " + kid + " of " + device));
        if (kids.isEmpty()) {
            out.println("nothing to do: it was revoked before");
        }
        out.flush();
    }
}
