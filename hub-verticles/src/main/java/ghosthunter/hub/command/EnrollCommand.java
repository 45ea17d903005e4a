package ghosthunter.hub.command;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.command.Blocking;
import ghosthunter.codecs.key.EnrollmentUrl;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.directory.IssuedToken;
import ghosthunter.hub.directory.TokenTerms;
import ghosthunter.hub.enrollment.LockerCodes;
import ghosthunter.hub.http.HttpVerticle.Bind;
import ghosthunter.hub.identity.HubIdentity;
import ghosthunter.hub.identity.IdentityFile;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code enroll}: makes the single-use token with which a locker enrolls itself; thousands at once. */
@Command(
        name = "enroll",
        mixinStandardHelpOptions = true,
        description = {
            "Make a single-use token for each locker, with which it enrolls itself.",
            "The printed URL holds the hub's address, the token and the fingerprint of the hub's key; hand it over as a QR code.",
            "A code that is enrolled already gets new hardware this way: its former keys retire when the token is spent."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar hub.jar enroll LOCKER-001 --print-qr",
            "  java -jar hub.jar enroll LOCKER-001 LOCKER-002 --group north --qr-png .",
            "  java -jar hub.jar enroll LOCKER-0001 --count 2000 --ttl 30d \\",
            "       --csv lockers.csv --hub-url https://hub.example"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done", "2:the command line or the settings are wrong"})
public final class EnrollCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "CODE",
            description = "The codes of lockers, such as LOCKER-001. With --count: the first one.")
    private List<String> codes;

    @Option(names = "--count", paramLabel = "N", description = "Make tokens for N lockers, counting up from the code.")
    private int count = 1;

    @Mixin
    private TenantOption tenant;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "locker, terminal or mobile. Default: as it is; locker.")
    private @Nullable String kind;

    @Option(names = "--group", paramLabel = "GROUP", description = "The group that the lockers belong to.")
    private @Nullable String group;

    @Option(
            names = "--ttl",
            paramLabel = "DURATION",
            description = "How long the token is valid, such as 30m, 24h or 30d. Default: 24h.")
    private Duration ttl = TokenTerms.TTL_DEFAULT;

    @Option(
            names = "--hub-url",
            paramLabel = "URL",
            description =
                    "Where the locker reaches this hub. Default: public_url of the settings, or where it listens.")
    private @Nullable URI hubUrl;

    @Mixin
    private TokenOutput output;

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        List<DeviceRef> devices = parsed(this::devices);
        TokenTerms terms = parsed(this::terms);
        HubConfig settings = config.read(System.getenv()).config();
        URI url = hubUrl == null ? settings.publicUrl() : hubUrl;
        CommandDatabase.requireHub(settings);
        HubIdentity identity = IdentityFile.readOrCreate(
                settings.dataDir(), new SecureRandom(), InstantSource.system().instant());
        try (CommandDatabase database = CommandDatabase.open(
                        settings, tenant.tenant(), spec.commandLine().getErr());
                DirectorySession session = new DirectorySession(settings, database.url());
                OperatorSession audit = new OperatorSession(database.shared())) {
            List<Path> reserved = output.reserve(devices);
            List<IssuedToken> tokens;
            try {
                tokens = audit.audited(
                        "enroll " + devices.get(0).device(),
                        detail(devices.size(), terms),
                        () -> Blocking.await(session.directory().createTokens(devices, terms)));
            } catch (RuntimeException e) {
                TokenOutput.giveUp(reserved);
                throw e;
            }
            warnOfPlainHttp(url);
            output.tell(spec.commandLine().getOut(), tokens, token -> url(url, token, identity));
            return 0;
        }
    }

    /** To stderr: what reads the tokens shall not read it. */
    private void warnOfPlainHttp(URI url) {
        String host = String.valueOf(url.getHost()).replaceAll("^\\[|]$", "");
        if (!"https".equals(url.getScheme()) && !Bind.isLoopback(host)) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("the URL is plain http: the locker takes it only with INSECURE_HTTP=true");
            err.flush();
        }
    }

    private JsonObject detail(int tokens, TokenTerms terms) {
        return new JsonObject()
                .put("tenant", tenant.tenant().value())
                .put("tokens", tokens)
                .put("ttl_s", terms.ttl().toSeconds())
                .put("kind", terms.kind())
                .put("group", terms.group());
    }

    private static EnrollmentUrl url(URI hub, IssuedToken issued, HubIdentity identity) {
        return new EnrollmentUrl(
                hub, issued.token().text(), identity.key().verifyKey().kid());
    }

    private List<DeviceRef> devices() {
        if (count != 1 && codes.size() > 1) {
            throw new IllegalArgumentException("--count goes with one code, the first");
        }
        List<DeviceId> all =
                count == 1 ? codes.stream().map(DeviceId::new).toList() : LockerCodes.from(codes.get(0), count);
        return all.stream().map(code -> new DeviceRef(tenant.tenant(), code)).toList();
    }

    private TokenTerms terms() {
        if (ttl.isNegative() || ttl.isZero()) {
            throw new IllegalArgumentException("--ttl must be more than nothing");
        }
        return new TokenTerms(ttl, kind == null ? null : kind.toLowerCase(Locale.ROOT), group);
    }

    private <T> T parsed(Supplier<T> parse) {
        try {
            return parse.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }
}
