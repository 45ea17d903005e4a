package ghosthunter.hub.command;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.command.Blocking;
import ghosthunter.hub.config.HubConfig;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code admit}: takes what a revoked locker still has to say, as untrusted evidence. */
@Command(
        name = "admit",
        mixinStandardHelpOptions = true,
        description = {
            "For a while, record what revoked or replaced keys of a locker sign.",
            "It is untrusted evidence: in the ledger and in quarantine, and never in the packages. The locker sends by itself"
                    + " what it has pending; hub.jar quarantine accept or dismiss decides on it."
        },
        footerHeading = "%nExample:%n",
        footer = "  java -jar hub.jar admit LOCKER-001 --ttl 1h",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done", "2:the command line or the settings are wrong"})
public final class AdmitCommand implements Callable<Integer> {
    private static final Duration TTL_MAX = Duration.ofDays(7);

    @Mixin
    private LockerOptions locker;

    @Option(
            names = "--ttl",
            paramLabel = "DURATION",
            description = "How long, such as 30m or 1d, at most 7d; 0 ends it. Default: 1h.")
    private Duration ttl = Duration.ofHours(1);

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (ttl.isNegative() || ttl.compareTo(TTL_MAX) > 0) {
            throw new ParameterException(spec.commandLine(), "--ttl must be from nothing to 7 days");
        }
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
                            "admit " + device.device(),
                            locker.detail().put("ttl_s", ttl.toSeconds()),
                            () -> Blocking.await(session.keys().admit(device, kid, ttl))));
            return 0;
        }
    }

    private void print(DeviceRef device, List<String> kids) {
        PrintWriter out = spec.commandLine().getOut();
        kids.forEach(
                kid -> out.println("admitted for " + ttl + " as untrusted evidence: key " + kid + " of " + device));
        out.flush();
    }
}
