package ghosthunter.hub.command;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.directory.IssuedToken;
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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code enroll}: makes the single-use token with which a locker enrolls itself. */
@Command(
        name = "enroll",
        mixinStandardHelpOptions = true,
        description = "Make a single-use token for each locker, with which it enrolls itself.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar hub.jar enroll LOCKER-001",
            "  java -jar hub.jar enroll LOCKER-001 LOCKER-002 LOCKER-003",
            "  java -jar hub.jar enroll LOCKER-001 --ttl PT1H --hub-url https://hub.example"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the database cannot be used", "2:the command line or the settings are wrong"})
public final class EnrollCommand implements Callable<Integer> {
    private static final Duration TTL_MAX = Duration.ofDays(366);

    @Parameters(arity = "1..*", paramLabel = "CODE", description = "The codes of lockers, such as LOCKER-001.")
    private List<String> codes;

    @Mixin
    private TenantOption tenant;

    @Option(
            names = "--ttl",
            paramLabel = "DURATION",
            description = "How long the token is valid, ISO 8601. Default: ${DEFAULT-VALUE} (24 hours).")
    private Duration ttl = Duration.ofHours(24);

    @Option(
            names = "--hub-url",
            paramLabel = "URL",
            description = "Where the locker reaches this hub. Default: where it listens.")
    private @Nullable String hubUrl;

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<DeviceRef> devices = codes.stream().map(this::device).toList();
        HubConfig settings = config.read(System.getenv()).config();
        PrintWriter err = spec.commandLine().getErr();
        try (CommandDatabase database = CommandDatabase.open(settings, err);
                DirectorySession session = new DirectorySession(settings, database.url())) {
            for (DeviceRef device : devices) {
                print(Blocking.await(session.directory().createToken(device, ttl)), url(settings));
            }
            return 0;
        }
    }

    private DeviceRef device(String code) {
        if (ttl.isNegative() || ttl.isZero() || ttl.compareTo(TTL_MAX) > 0) {
            throw new ParameterException(spec.commandLine(), "--ttl must be more than nothing and at most 366 days");
        }
        return tenant.device(code);
    }

    private String url(HubConfig settings) {
        return hubUrl != null
                ? hubUrl
                : "http://" + settings.bind().host() + ":" + settings.bind().port();
    }

    private void print(IssuedToken issued, String url) {
        PrintWriter out = spec.commandLine().getOut();
        String token = issued.token().text();
        out.println("token: " + token);
        out.println("valid until " + issued.expiresAt() + ", once, for " + issued.device());
        out.println("on the locker run:");
        out.println(
                "  LOCKER_ID=" + issued.device().device() + " HUB_URL=" + url + " java -jar edge.jar enroll " + token);
        out.flush();
    }
}
