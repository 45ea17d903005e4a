package ghosthunter.hub.command;

import ghosthunter.codecs.command.Blocking;
import ghosthunter.hub.operator.ApiKeyRow;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code api-key}: the keys of machines. */
@Command(
        name = "api-key",
        mixinStandardHelpOptions = true,
        description = "List the keys with which machines use the API; the keys themselves are stored nowhere.",
        subcommands = {ApiKeyAddCommand.class, ApiKeyRevokeCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar hub.jar api-key",
            "  java -jar hub.jar api-key add grafana",
            "  java -jar hub.jar api-key revoke 5f0c1c3e-6a0e-4c0b-9a53-0d6f2b8f1c11"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done", "2:the command line or the settings are wrong"})
public final class ApiKeyCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        return OperatorSession.run(config, spec, session -> {
            print(Blocking.await(session.apiKeys().list(session.actor().scopeOrThrow())));
            return 0;
        });
    }

    private void print(List<ApiKeyRow> keys) {
        Table table = new Table("ID", "NAME", "ROLE", "TENANT", "MADE (UTC)", "EXPIRES (UTC)", "REVOKED (UTC)");
        for (ApiKeyRow key : keys) {
            table.add(
                    key.id().toString(),
                    key.name(),
                    key.scope().role().slug(),
                    Objects.toString(key.scope().tenant(), "all"),
                    second(key.createdAt()),
                    second(key.expiresAt()),
                    second(key.revokedAt()));
        }
        table.print(spec.commandLine().getOut());
    }

    private static String second(@Nullable Instant at) {
        return at == null ? "-" : at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
