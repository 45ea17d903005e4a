package ghosthunter.hub.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Inputs that are kept, by what reads them: seeds, and all that was ever found. The working directory is the module. */
public final class Corpus {
    private static final Path KEPT = Path.of("src", "test", "resources", "corpus");
    private static final Path FOUND = Path.of("target", "fuzz-findings");

    private Corpus() {}

    /** The files of one reader, in the order of their names. */
    public static List<byte[]> of(String reader) {
        try (Stream<Path> files = Files.list(KEPT.resolve(reader))) {
            List<byte[]> contents = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                contents.add(Files.readAllBytes(file));
            }
            return List.copyOf(contents);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps an input that broke something, to be moved into the corpus; where it lies. */
    public static Path found(String reader, long seed, byte[] input) {
        try {
            Path dir = Files.createDirectories(FOUND.resolve(reader));
            return Files.write(dir.resolve(Long.toHexString(seed)), input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
