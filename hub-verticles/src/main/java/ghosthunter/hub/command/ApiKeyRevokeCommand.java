package ghosthunter.hub.command;

import ghosthunter.codecs.command.Blocking;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code api-key revoke}. */
@Command(
        name = "revoke",
        mixinStandardHelpOptions = true,
        description = "Revoke a key: at once, on every node.",
        footerHeading = "%nExample:%n",
        footer = "  java -jar hub.jar api-key revoke 5f0c1c3e-6a0e-4c0b-9a53-0d6f2b8f1c11",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done", "2:the command line or the settings are wrong"})
final class ApiKeyRevokeCommand implements Callable<Integer> {
    @Parameters(arity = "1", paramLabel = "ID", description = "The id of the key, as api-key lists it.")
    private UUID id;

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        return OperatorSession.run(config, spec, session -> {
            Void unused = session.audited(
                    "api-key revoke " + id,
                    new JsonObject(),
                    () -> Blocking.await(session.apiKeys().revoke(session.actor(), id)));
            spec.commandLine().getOut().println("revoked: " + id);
            return 0;
        });
    }
}
