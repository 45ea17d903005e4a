package ghosthunter.load.bench.frame;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Every benchmark beside which it is a command. */
@Command(
        name = "all",
        mixinStandardHelpOptions = true,
        header = "Runs every benchmark, one after the other.",
        description = "One that fails does not keep the others from running; the exit code is 1 when any did.",
        footerHeading = "%nExamples:%n",
        footer = {"  java -jar fleet.jar bench all --smoke", "  java -jar fleet.jar bench all --quick"})
public final class AllBenchmarks implements Callable<Integer> {
    @Mixin
    private FormOptions form = new FormOptions();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<String> failed = new ArrayList<>();
        Objects.requireNonNull(spec.parent()).subcommands().forEach((name, command) -> {
            if (command.getCommand() instanceof Benchmark && command.execute(form.arguments()) != 0) {
                failed.add(name);
            }
        });
        if (!failed.isEmpty()) {
            spec.commandLine().getErr().println("failed: " + String.join(", ", failed));
        }
        return failed.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
}
