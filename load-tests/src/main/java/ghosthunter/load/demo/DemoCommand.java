package ghosthunter.load.demo;

import ghosthunter.load.process.WorkDirectory;
import ghosthunter.load.reconcile.Reconciliation;
import ghosthunter.load.report.Screen;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fleet.jar demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        version = "Ghost Hunter 1.0.0",
        header = "A bad day in a fleet, and its reconciliation.",
        description =
                "Starts a hub with its own PostgreSQL and a fleet of real lockers, takes the network from some, kills one"
                        + " in the middle of a sync and the hub as well, brings all back, and reconciles every SQLite file with"
                        + " Postgres.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the reconciliation holds", "1:it does not, or the demo failed"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar fleet.jar demo",
            "  java -jar fleet.jar demo --lockers 30 --drops 600",
            "  java -jar fleet.jar demo --keep    (then look around with curl and psql)"
        })
public final class DemoCommand implements Callable<Integer> {
    private static final int LOCKERS_MIN = 3;
    private static final int LOCKERS_MAX = 200;
    private static final int DROPS_MAX = 100_000;

    @Option(
            names = "--lockers",
            defaultValue = "12",
            description = "How many lockers, 3 to 200 (default: ${DEFAULT-VALUE}).")
    private int lockers;

    @Option(
            names = "--drops",
            defaultValue = "120",
            description = "How many drop-offs in all (default: ${DEFAULT-VALUE}).")
    private int drops;

    @Option(names = "--keep", description = "Leave the hub up at the end, until Ctrl-C.")
    private boolean keep;

    @Option(names = "--seed", description = "Seed of all that is left to chance (default: another one each time).")
    private long seed = System.nanoTime();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        require(lockers >= LOCKERS_MIN && lockers <= LOCKERS_MAX, "--lockers is 3 to 200");
        require(drops >= lockers && drops <= DROPS_MAX, "--drops is at least --lockers and at most 100000");
        Screen screen = Screen.of(System.out);
        try (WorkDirectory directory = WorkDirectory.create("ghosthunter-demo");
                Demo demo = new Demo(screen, directory.path(), new Demo.Cast(lockers, drops, seed))) {
            Reconciliation result = demo.play();
            tell(result, screen, demo);
            if (keep) {
                new CountDownLatch(1).await(); // Until Ctrl-C.
            }
            return result.holds() ? 0 : 1;
        }
    }

    /** The line that says it is the last one, whatever comes before. */
    private void tell(Reconciliation result, Screen screen, Demo demo) {
        result.complaints().forEach(screen::say);
        if (keep) {
            screen.phase("The hub and the lockers stay up; Ctrl-C ends them");
            demo.howToLookAround().forEach(screen::say);
        }
        screen.close();
        System.out.println((keep ? "\n" : "") + result.line());
        System.out.flush();
    }

    private void require(boolean condition, String message) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
