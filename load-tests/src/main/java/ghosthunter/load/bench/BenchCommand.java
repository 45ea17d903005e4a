package ghosthunter.load.bench;

import ghosthunter.load.bench.frame.AllBenchmarks;
import picocli.CommandLine.Command;

/** {@code fleet.jar bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        version = "Ghost Hunter 1.0.0",
        header = "Measures the product beside its yardstick.",
        description = {
            "Each benchmark prints one table, in which the yardstick was measured in the same run, and writes a plot (SVG) and",
            "a JSON file. It checks what it measured: exit code 1 means that the answer was wrong, never that it was slow."
        },
        subcommands = {
            AllBenchmarks.class,
            IngestBench.class,
            StormBench.class,
            AdmissionBench.class,
            FleetBench.class,
            GrowthBench.class,
            EdgeBench.class,
            PeerBench.class,
            TriggerBench.class,
            CodecsBench.class
        },
        synopsisSubcommandLabel = "NAME",
        footerHeading = "%nExample:%n",
        footer = "  java -jar fleet.jar bench ingest --quick")
public final class BenchCommand {}
