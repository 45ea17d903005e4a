package ghosthunter.load.bench.frame;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that say how much of a benchmark is wanted. */
final class FormOptions {
    @ArgGroup
    private Shorter shorter = new Shorter();

    /** One of the two, or none. */
    private static final class Shorter {
        @Option(names = "--quick", description = "A short form that ends within a minute; its numbers are rough.")
        private boolean quick;

        @Option(
                names = "--smoke",
                description = "Shows within seconds that it works and answers right; its numbers mean nothing.")
        private boolean smoke;
    }

    /** The same options for another benchmark. */
    String[] arguments() {
        return switch (form()) {
            case SMOKE -> new String[] {"--smoke"};
            case QUICK -> new String[] {"--quick"};
            case FULL -> new String[0];
        };
    }

    Form form() {
        if (shorter.smoke) {
            return Form.SMOKE;
        }
        return shorter.quick ? Form.QUICK : Form.FULL;
    }
}
