package ghosthunter.hub.command;

import ghosthunter.codecs.command.Blocking;
import ghosthunter.hub.operator.ApiKeys;
import ghosthunter.hub.operator.Scope;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code api-key add}. */
@Command(
        name = "add",
        mixinStandardHelpOptions = true,
        description = "Make a key with which a machine uses the API, and show it, once.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar hub.jar api-key add grafana",
            "  java -jar hub.jar api-key add 'night job' --role operator --life 90d"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done", "2:the command line or the settings are wrong"})
final class ApiKeyAddCommand implements Callable<Integer> {
    @Parameters(arity = "1", paramLabel = "NAME", description = "What it is for.")
    private String name;

    @Mixin
    private ScopeOptions scope;

    @Option(
            names = "--life",
            paramLabel = "DURATION",
            description = "How long it is good, such as 24h or 90d. Default: for ever.")
    private @Nullable Duration life;

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Scope given = scope.scope();
        if (life != null && (life.isNegative() || life.toSeconds() == 0)) {
            throw new ParameterException(spec.commandLine(), "--life must be a second or more");
        }
        return OperatorSession.run(config, spec, session -> {
            JsonObject detail = new JsonObject()
                    .put("role", given.role().slug())
                    .put("tenant", Objects.toString(given.tenant(), null));
            print(session.audited(
                    "api-key add " + name,
                    detail,
                    () -> Blocking.await(session.apiKeys().add(session.actor(), name, given, life))));
            return 0;
        });
    }

    private void print(ApiKeys.Made made) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("id: " + made.id());
        out.println("key: " + made.key().text());
        out.println("it is shown only now; send it as 'Authorization: Bearer <key>'");
        out.flush();
    }
}
