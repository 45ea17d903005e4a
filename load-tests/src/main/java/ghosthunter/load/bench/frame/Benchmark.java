package ghosthunter.load.bench.frame;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A benchmark as a command: measures, shows the table, writes {@code NAME.json} and {@code NAME.svg}. Exit code 0 when what was
 * measured did the right thing, however slowly; a wrong result is thrown.
 */
public abstract class Benchmark implements Callable<Integer> {
    @Mixin
    private FormOptions form = new FormOptions();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "load-tests/target/bench",
            description = "Where the files go (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public final Integer call() throws Exception {
        Result result = measure();
        String name = spec.name();
        ResultTable.lines(name, result).forEach(this::say);
        say("written: " + write(name, result));
        return 0;
    }

    /**
     * Measures.
     *
     * @throws WrongResultException if what was measured did the wrong thing
     */
    protected abstract Result measure() throws Exception;

    /** What belongs to the form that is wanted. */
    protected final <T> T pick(T forSmoke, T forQuick, T forFull) {
        return switch (form.form()) {
            case SMOKE -> forSmoke;
            case QUICK -> forQuick;
            case FULL -> forFull;
        };
    }

    /** Tells a person how far it is. */
    protected final void say(String line) {
        PrintWriter console = spec.commandLine().getOut();
        console.println(line);
        console.flush();
    }

    private Path write(String name, Result result) throws IOException {
        JsonObject json = result.toJson(name, form.form());
        Files.createDirectories(out);
        Path file = out.resolve(name + ".json");
        Files.writeString(file, json.encodePrettily() + "\n");
        Files.writeString(out.resolve(name + ".svg"), Plot.svg(result.chart()));
        return file;
    }
}
