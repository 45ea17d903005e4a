package ghosthunter.hub.command;

import ghosthunter.codecs.command.Blocking;
import ghosthunter.hub.operator.OperatorChange;
import ghosthunter.hub.operator.OperatorName;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code operator unlock}. */
@Command(
        name = "unlock",
        mixinStandardHelpOptions = true,
        description = "Let somebody sign in again who was locked.",
        footerHeading = "%nExample:%n",
        footer = "  java -jar hub.jar operator unlock vera",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done", "2:the command line or the settings are wrong"})
final class OperatorUnlockCommand implements Callable<Integer> {
    @Mixin
    private NameParameter name;

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        OperatorName operator = name.name();
        return OperatorSession.run(config, spec, session -> {
            Void unused = session.audited(
                    "operator unlock " + operator,
                    new JsonObject(),
                    () -> Blocking.await(
                            session.operators().change(session.actor(), operator, OperatorChange.locked(false))));
            spec.commandLine().getOut().println("unlocked: " + operator);
            return 0;
        });
    }
}
