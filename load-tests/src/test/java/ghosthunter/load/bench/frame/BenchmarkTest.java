package ghosthunter.load.bench.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class BenchmarkTest {
    private static final Chart CHART = new Chart(
            "a < b & c",
            "x",
            "y",
            List.of(new Chart.Series("line", List.of(new Chart.Point(0, 1), new Chart.Point(2, 3)))));

    @TempDir
    private Path directory;

    @Command(name = "sample")
    private static final class Sample extends Benchmark {
        private final boolean wrong;
        private final double measured;

        Sample(boolean wrong) {
            this(wrong, 50);
        }

        Sample(boolean wrong, double measured) {
            this.wrong = wrong;
            this.measured = measured;
        }

        @Override
        protected Result measure() {
            if (wrong) {
                throw new WrongResultException("one row too many");
            }
            return new Result(
                    "a stopwatch",
                    List.of(
                            Figure.of("speed", measured, "1/s").beside(100).should(Goal.ratioAtLeast(0.5)),
                            Figure.of("wait", 30, "ms").should(Goal.atMost(20)),
                            Figure.count("requests", 7, "requests")),
                    List.of("simulated"),
                    CHART);
        }
    }

    private final StringWriter console = new StringWriter();

    private int run(Benchmark benchmark, String... arguments) {
        PrintWriter out = new PrintWriter(console);
        return new CommandLine(benchmark)
                .setOut(out)
                .setErr(out)
                .setExecutionExceptionHandler((failure, line, parsed) -> 1)
                .execute(arguments);
    }

    @Test
    void aBenchmarkWritesEachFigureBesideItsYardstick() throws Exception {
        int exit = run(new Sample(false), "--quick", "--out", directory.toString());

        assertThat(exit).isZero();
        JsonObject json = new JsonObject(Files.readString(directory.resolve("sample.json")));
        assertThat(json.fieldNames()).contains("name", "form", "yardstick", "rows", "notes", "series", "machine");
        JsonObject speed = json.getJsonArray("rows").getJsonObject(0);
        assertThat(speed)
                .isEqualTo(new JsonObject()
                        .put("metric", "speed")
                        .put("value", 50.0)
                        .put("unit", "1/s")
                        .put("yardstick", 100.0)
                        .put("ratio", 0.5)
                        .put("target", ">= 0.5 x")
                        .put("met", true));
        assertThat(json.getJsonArray("rows").getJsonObject(1).getBoolean("met")).isFalse();
        assertThat(json.getJsonArray("rows").getJsonObject(2).getValue("target"))
                .isNull();
        assertThat(json.getJsonObject("machine").getInteger("cores")).isPositive();
    }

    @Test
    void aMissedGoalFailsNothing() {
        int exit = run(new Sample(false), "--out", directory.toString());

        assertThat(exit).isZero();
        assertThat(console.toString()).contains("<= 20", "no", "* simulated");
    }

    @Test
    void aWrongResultFails() {
        int exit = run(new Sample(true), "--out", directory.toString());

        assertThat(exit).isEqualTo(1);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aNumberThatWasNotMeasuredFails() {
        int exit = run(new Sample(false, Double.NaN), "--smoke", "--out", directory.toString());

        assertThat(exit).isEqualTo(1);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aPlotWithoutAPointFails() {
        Chart empty = new Chart("empty", "x", "y", List.of());
        List<Figure> figures = List.of(Figure.count("requests", 7, "requests"));

        assertThatThrownBy(() -> new Result("a stopwatch", figures, List.of(), empty))
                .isInstanceOf(WrongResultException.class);
    }

    @Test
    void nobodyWantsTwoFormsAtOnce() {
        int exit = run(new Sample(false), "--smoke", "--quick", "--out", directory.toString());

        assertThat(exit).isEqualTo(CommandLine.ExitCode.USAGE);
    }

    @Command(name = "bench")
    private static final class Group {}

    @Test
    void allAreRunAlsoBehindOneThatFails() {
        StringWriter told = new StringWriter();
        CommandLine group = new CommandLine(new Group())
                .addSubcommand("all", new AllBenchmarks())
                .addSubcommand("first", new Sample(true))
                .addSubcommand("second", new Sample(false, Double.NaN))
                .setOut(new PrintWriter(told))
                .setErr(new PrintWriter(told))
                .setExecutionExceptionHandler((failure, line, parsed) -> 1);

        int exit = group.execute("all", "--smoke");

        assertThat(exit).isEqualTo(1);
        assertThat(told.toString()).contains("failed: first, second");
    }

    @Test
    void thePlotIsXml() throws Exception {
        String svg = Plot.svg(CHART);

        Document parsed = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(UTF_8)));
        assertThat(parsed.getElementsByTagName("polyline").getLength()).isEqualTo(1);
        assertThat(parsed.getElementsByTagName("circle").getLength()).isEqualTo(2);
    }

    @Test
    void percentilesAreThoseOfWhatWasAdded() {
        Latencies latencies = new Latencies();
        for (int ms = 1; ms <= 100; ms++) {
            latencies.add(TimeUnit.MILLISECONDS.toNanos(ms));
        }

        assertThat(latencies.count()).isEqualTo(100);
        assertThat(latencies.ms(50)).isBetween(49.9, 50.1);
        assertThat(latencies.ms(99)).isBetween(98.9, 99.1);
        assertThat(latencies.maxMs()).isBetween(99.9, 100.2);
    }
}
