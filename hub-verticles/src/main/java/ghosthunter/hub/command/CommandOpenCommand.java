package ghosthunter.hub.command;

import ghosthunter.codecs.locker.Expectation;
import ghosthunter.codecs.locker.Work;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code command open}: a door. */
@Command(
        name = "open",
        mixinStandardHelpOptions = true,
        description = "Have a locker open a compartment.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar hub.jar command open LOCKER-001 A-07",
            "  java -jar hub.jar command open LOCKER-001 A-07 --if-holds PKG-1001",
            "  java -jar hub.jar command open LOCKER-001 A-07 --if-empty --expires 1h"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it is on its way; command show tells what became of it",
            "1:no such locker, it never came, or too much waits for it",
            "2:the command line or the settings are wrong"
        })
final class CommandOpenCommand implements Callable<Integer> {
    @Mixin
    private CommandTarget target;

    @Parameters(index = "1", paramLabel = "COMPARTMENT", description = "The compartment.")
    private String compartment;

    @Option(
            names = "--if-holds",
            paramLabel = "TRACKING-ID",
            description = "Only if this package lies there, by the locker's records.")
    private @Nullable String holds;

    @Option(names = "--if-empty", description = "Only if no package lies there, by the locker's records.")
    private boolean empty;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Work work;
        Expectation expect;
        try {
            work = new Work.Open(compartment);
            expect = new Expectation(holds, empty, null);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
        return target.send(work, expect);
    }
}
