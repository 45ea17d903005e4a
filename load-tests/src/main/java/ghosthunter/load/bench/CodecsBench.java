package ghosthunter.load.bench;

import ghosthunter.load.bench.codecs.CodecLoops;
import ghosthunter.load.bench.frame.Benchmark;
import ghosthunter.load.bench.frame.Chart;
import ghosthunter.load.bench.frame.Figure;
import ghosthunter.load.bench.frame.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;

/** {@code fleet.jar bench codecs}. */
@Command(
        name = "codecs",
        mixinStandardHelpOptions = true,
        header = "Parsing, hashing, signing and verifying, by JMH, with what they allocate.",
        description = "Each beside the bare operation of the platform that does the part which cannot be saved.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar fleet.jar bench codecs --quick",
            "  java -cp fleet.jar org.openjdk.jmh.Main CodecLoops -prof gc    (with all options of JMH)"
        })
final class CodecsBench extends Benchmark {
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    /** What was measured of one loop. */
    private record Measured(double us, double bytes) {}

    @Override
    protected Result measure() throws Exception {
        Map<String, Measured> measured = run();
        List<Figure> figures = new ArrayList<>();
        add(figures, measured, "read an exchange of 50 changes", "readExchange", null);
        add(figures, measured, "read one change line", "parse", "parseBare");
        add(figures, measured, "chain 50 lines", "hash", "hashBare");
        add(figures, measured, "sign a statement", "sign", "signByPlatform");
        add(figures, measured, "verify a statement", "verify", "verifyByPlatform");
        List<Chart.Point> points = new ArrayList<>();
        for (int i = 0; i < figures.size(); i += 2) {
            points.add(new Chart.Point(i / 2 + 1, figures.get(i).value()));
        }
        return new Result(
                "the bare operation: Jackson's tokens of the same line, SHA-256 of the same bytes, Ed25519 of the platform",
                figures,
                List.of("JMH, average time; bytes are allocated per operation"),
                new Chart("codecs", "row of the table", "us", List.of(new Chart.Series("time", points))));
    }

    private Map<String, Measured> run() throws Exception {
        Path log = Files.createTempFile("ghosthunter-jmh", ".log");
        try {
            Options options = new OptionsBuilder()
                    .include(CodecLoops.class.getName() + "\\..*")
                    .addProfiler(GCProfiler.class)
                    .forks(pick(0, 1, 1))
                    .warmupIterations(pick(0, 1, 5))
                    .measurementIterations(pick(1, 2, 5))
                    .warmupTime(TimeValue.milliseconds(pick(1, 700, 1_000)))
                    .measurementTime(TimeValue.milliseconds(pick(50, 500, 1_000)))
                    .jvmArgsAppend("-Dlogback.configurationFile=ghosthunter/logback.xml", "-Dlog.level=OFF")
                    .output(log.toString())
                    .build();
            Map<String, Measured> measured = new TreeMap<>();
            for (RunResult result : new Runner(options).run()) {
                String loop = result.getPrimaryResult().getLabel();
                double bytes = Objects.requireNonNull(
                                result.getSecondaryResults().get(ALLOCATED))
                        .getScore();
                measured.put(loop, new Measured(result.getPrimaryResult().getScore(), bytes));
                say("%s: %.2f us, %,.0f bytes"
                        .formatted(loop, result.getPrimaryResult().getScore(), bytes));
            }
            return measured;
        } finally {
            Files.delete(log);
        }
    }

    private static void add(
            List<Figure> figures, Map<String, Measured> measured, String what, String loop, @Nullable String bare) {
        Measured ours = found(measured, loop);
        Figure time = Figure.of(what, ours.us(), "us");
        Figure bytes = Figure.of(what + ": allocated", ours.bytes(), "bytes");
        Measured beside = bare == null ? null : found(measured, bare);
        figures.add(beside == null ? time : time.beside(beside.us()));
        figures.add(beside == null ? bytes : bytes.beside(beside.bytes()));
    }

    private static Measured found(Map<String, Measured> measured, String loop) {
        Measured there = measured.get(loop);
        if (there == null) {
            throw new IllegalStateException("JMH measured no " + loop + "; it measured " + measured.keySet());
        }
        return there;
    }
}
