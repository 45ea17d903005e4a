package ghosthunter.codecs.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where the log's configuration comes from, decided before the first logger exists: the system property
 * {@code logback.configurationFile}, else {@code conf/logback.xml} below the working directory, else the same file as it was
 * when the jar was built.
 */
public final class Logging {
    private static final String FILE_PROPERTY = "logback.configurationFile";
    private static final String LEVEL_PROPERTY = "log.level";
    private static final String LEVEL_VARIABLE = "GHOSTHUNTER_LOG_LEVEL";
    private static final Path FILE = Path.of("conf", "logback.xml");
    private static final String RESOURCE = "ghosthunter/logback.xml";

    private Logging() {}

    /**
     * Call it first in {@code main}.
     *
     * @param standardLevel what is logged at least when {@code GHOSTHUNTER_LOG_LEVEL} says nothing: INFO for what runs on and
     *     on, less for a command that a person waits for
     */
    public static void configure(String standardLevel, Map<String, String> environment) {
        if (System.getProperty(FILE_PROPERTY) == null) {
            System.setProperty(FILE_PROPERTY, Files.isReadable(FILE) ? FILE.toString() : RESOURCE);
        }
        if (System.getProperty(LEVEL_PROPERTY) == null) {
            System.setProperty(LEVEL_PROPERTY, environment.getOrDefault(LEVEL_VARIABLE, standardLevel));
        }
    }
}
