package ghosthunter.edge;

import ghosthunter.codecs.command.Blocking;
import ghosthunter.codecs.command.CommandVertx;
import ghosthunter.codecs.key.EnrollmentUrl;
import ghosthunter.edge.config.EdgeConfig;
import ghosthunter.edge.config.SettingsOptions;
import ghosthunter.edge.enroll.Enroller;
import ghosthunter.edge.enroll.Enrollment;
import ghosthunter.edge.enroll.IdentityFiles;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code edge.jar enroll URL-or-token}: makes the key of this device and gets its identity at the hub. */
@Command(
        name = "enroll",
        mixinStandardHelpOptions = true,
        description = {
            "Makes the key of this locker and enrolls it at the hub with a single-use token.",
            "A URL names the hub too, and the fingerprint of its key: no other hub is believed. Safe to repeat.",
            "A locker that was revoked comes back with another token; what it has pending stays in its outbox.",
            "A daemon that is running takes the identity up by itself within seconds."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar edge.jar enroll \\",
            "      'https://hub.example/v1/enroll#token=gh1.default.…&hub_key=…'",
            "  LOCKER_ID=LOCKER-001 java -jar edge.jar enroll gh1.default.… \\",
            "      --hub http://127.0.0.1:8080"
        })
final class EnrollCommand implements Callable<Integer> {
    private static final long SECONDS_MAX = 60;

    @Parameters(
            paramLabel = "URL-or-TOKEN",
            description = "What 'hub.jar enroll LOCKER-001' printed, or what its QR code holds; quote it.")
    private String text;

    @Mixin
    private SettingsOptions settings;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        String given = text.strip();
        EnrollmentUrl url = EnrollmentUrl.isUrl(given) ? valid(EnrollmentUrl::parse, given) : null;
        String token = url == null ? valid(EnrollmentUrl::requireToken, given) : url.token();
        EdgeConfig config = (url == null ? settings.read() : settings.readFor(url.hub())).config();
        Vertx vertx = CommandVertx.open();
        try {
            Enroller enroller = new Enroller(vertx, new IdentityFiles(config.database()), config.device());
            Enrollment enrolled = Blocking.get(
                    url == null ? enroller.enroll(config.hub(), token) : enroller.enroll(config.hub(), url),
                    SECONDS_MAX);
            PrintWriter out = spec.commandLine().getOut();
            out.println("Enrolled: locker=" + enrolled.device().device() + ", tenant="
                    + enrolled.device().tenant() + ", hub=" + enrolled.hub() + ", kid=" + enrolled.kid());
            out.flush();
            return 0;
        } finally {
            Blocking.quietly(vertx.close(), SECONDS_MAX);
        }
    }

    /** Before anything is made or asked: rubbish leaves nothing behind. */
    private <T> T valid(Function<String, T> read, String given) {
        try {
            return read.apply(given);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }
}
