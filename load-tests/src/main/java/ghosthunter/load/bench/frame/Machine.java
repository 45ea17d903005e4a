package ghosthunter.load.bench.frame;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;

/** On what a number was measured. */
final class Machine {
    private static final Path CPUS = Path.of("/proc/cpuinfo");
    private static final Path MEMORY = Path.of("/proc/meminfo");

    private Machine() {}

    /** This machine, now. */
    static JsonObject here() {
        return new JsonObject()
                .put("at", Instant.now().toString())
                .put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"))
                .put("cpu", value(CPUS, "model name"))
                .put("cores", Runtime.getRuntime().availableProcessors())
                .put("memory", value(MEMORY, "MemTotal"))
                .put("java", System.getProperty("java.vm.name") + " " + Runtime.version())
                .put(
                        "load_average",
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    /** For people, one line. */
    static String line() {
        JsonObject here = here();
        return here.getString("cpu") + ", " + here.getInteger("cores") + " cores, " + here.getString("memory") + ", "
                + here.getString("os") + ", Java " + Runtime.version().feature() + ", load average "
                + Numbers.text(here.getDouble("load_average"));
    }

    private static String value(Path file, String key) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
