package ghosthunter.hub.command;

import ghosthunter.codecs.command.Blocking;
import ghosthunter.hub.operator.OperatorName;
import ghosthunter.hub.operator.Scope;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code operator add}. A password never stands on a command line: others of the machine could read it. */
@Command(
        name = "add",
        mixinStandardHelpOptions = true,
        description = "Add somebody who may sign in. Without a file the password is made here and shown once.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar hub.jar operator add vera",
            "  java -jar hub.jar operator add otto --role tenant-admin --tenant city-b \\",
            "       --password-file otto.txt",
            "  java -jar hub.jar operator add root --role system-admin"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done", "2:the command line or the settings are wrong"})
final class OperatorAddCommand implements Callable<Integer> {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int PASSWORD_BYTES = 18;

    @Mixin
    private NameParameter name;

    @Mixin
    private ScopeOptions scope;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "A file whose first line is the password, at least 12 characters.")
    private @Nullable Path passwordFile;

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        OperatorName operator = name.name();
        Scope given = scope.scope();
        String password = passwordFile == null ? made() : read(passwordFile);
        return OperatorSession.run(config, spec, session -> {
            JsonObject detail = new JsonObject()
                    .put("role", given.role().slug())
                    .put("tenant", Objects.toString(given.tenant(), null));
            Void unused = session.audited(
                    "operator add " + operator,
                    detail,
                    () -> Blocking.await(session.operators().add(session.actor(), operator, password, given)));
            print(operator, password);
            return 0;
        });
    }

    private void print(OperatorName operator, String password) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("added: " + operator);
        if (passwordFile == null) {
            out.println("password: " + password);
            out.println("it is shown only now; POST /v1/password changes it");
        }
        out.flush();
    }

    private static String made() {
        byte[] bits = new byte[PASSWORD_BYTES];
        RANDOM.nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    private String read(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.findFirst().orElse("");
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), "--password-file " + file + " cannot be read");
        }
    }
}
