package ghosthunter.hub.command;

import ghosthunter.codecs.command.Blocking;
import ghosthunter.hub.operator.OperatorName;
import ghosthunter.hub.operator.OperatorRow;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code operator}: who may sign in. */
@Command(
        name = "operator",
        mixinStandardHelpOptions = true,
        description = "List the operators: role, tenant, last login, whether locked.",
        subcommands = {OperatorAddCommand.class, OperatorLockCommand.class, OperatorUnlockCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar hub.jar operator",
            "  java -jar hub.jar operator add vera --role operator",
            "  java -jar hub.jar operator lock vera"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done", "2:the command line or the settings are wrong"})
public final class OperatorCommand implements Callable<Integer> {
    private static final int PAGE = 500;

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        return OperatorSession.run(config, spec, session -> {
            print(all(session));
            return 0;
        });
    }

    private static List<OperatorRow> all(OperatorSession session) {
        List<OperatorRow> all = new ArrayList<>();
        List<OperatorRow> page;
        do {
            OperatorName after = all.isEmpty() ? null : all.get(all.size() - 1).name();
            page = Blocking.await(session.operators().page(session.actor().scopeOrThrow(), after, PAGE));
            all.addAll(page);
        } while (page.size() == PAGE);
        return all;
    }

    private void print(List<OperatorRow> operators) {
        Table table = new Table("NAME", "ROLE", "TENANT", "LAST LOGIN (UTC)", "STATE");
        for (OperatorRow row : operators) {
            table.add(
                    row.name().value(),
                    row.scope().role().slug(),
                    Objects.toString(row.scope().tenant(), "all"),
                    row.lastLoginAt() == null
                            ? "never"
                            : row.lastLoginAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                    row.lockedAt() == null ? "active" : "locked");
        }
        table.print(spec.commandLine().getOut());
    }
}
