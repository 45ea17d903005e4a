package ghosthunter.load.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.problem.ProblemType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules over the source tree for which no linter has a word. Sizes and banned words in Java are Checkstyle's. */
class TidyTest {
    /** Put together so that this file does not find itself. */
    private static final Pattern LEFTOVER = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

    private static final Pattern TEXT = Pattern.compile(".*\\.(java|sql|ya?ml|xml|json|md|sh|html|js|css|properties)");
    private static final Pattern PACKAGE_OF_MAIN = Pattern.compile("[^/]+/src/main/java/.*\\.java");
    private static final Pattern MIGRATION = Pattern.compile("[^/]+/src/main/resources/db/.*/V\\w+\\.sql");
    private static final Pattern YAML_KEY = Pattern.compile("(\\s*)(?:- )?([\\w.-]+):(\\s.*|$)");

    private final Repository repository = Repository.open();

    @Test
    void nothingIsLeftForLater() throws IOException {
        List<String> leftovers = new ArrayList<>();
        for (Path file : repository.files(name -> TEXT.matcher(name).matches())) {
            List<String> lines = Files.readAllLines(file, UTF_8);
            for (int i = 0; i < lines.size(); i++) {
                if (LEFTOVER.matcher(lines.get(i)).find()) {
                    leftovers.add(repository.name(file) + ":" + (i + 1));
                }
            }
        }
        assertThat(leftovers).isEmpty();
    }

    /** NullAway reads only packages that say so: one that forgets it would go unchecked without a word. */
    @Test
    void everyPackageOfMainCodeIsNullMarkedAndCheckReturnValue() throws IOException {
        Set<Path> packages = new HashSet<>();
        repository
                .files(name -> PACKAGE_OF_MAIN.matcher(name).matches())
                .forEach(file -> packages.add(file.getParent()));
        assertThat(packages).isNotEmpty();
        for (Path folder : packages) {
            assertThat(folder.resolve("package-info.java")).content(UTF_8).contains("@NullMarked", "@CheckReturnValue");
        }
    }

    /**
     * A setting is explained by a comment on its line or right above it; once per file for a name that repeats. A key that
     * only opens a section needs none: what is in it is explained.
     */
    @Test
    void everyKeyOfTheConfigurationIsExplained() throws IOException {
        List<String> bare = new ArrayList<>();
        for (Path file : repository.files(name -> name.matches("conf/[^/]+\\.ya?ml"))) {
            bare.addAll(unexplainedKeys(file));
        }
        assertThat(bare).isEmpty();
    }

    private List<String> unexplainedKeys(Path file) throws IOException {
        Set<String> explained = new HashSet<>();
        List<String> bare = new ArrayList<>();
        boolean commentAbove = false;
        List<String> lines = Files.readAllLines(file, UTF_8);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            var key = YAML_KEY.matcher(line);
            if (key.matches() && !opensSection(lines, i)) {
                if (commentAbove || key.group(3).contains(" #")) {
                    explained.add(key.group(2));
                } else if (!explained.contains(key.group(2))) {
                    bare.add(repository.name(file) + ": " + key.group(2));
                }
            }
            commentAbove = line.stripLeading().startsWith("#");
        }
        return bare;
    }

    /** No value of its own, and the next line that is no comment is a key further in. */
    private static boolean opensSection(List<String> lines, int at) {
        if (!lines.get(at).stripTrailing().endsWith(":")) {
            return false;
        }
        return lines.stream()
                .skip(at + 1L)
                .filter(line -> !line.isBlank() && !line.stripLeading().startsWith("#"))
                .findFirst()
                .filter(line ->
                        YAML_KEY.matcher(line).matches() && !line.stripLeading().startsWith("-"))
                .filter(line -> indent(line) > indent(lines.get(at)))
                .isPresent();
    }

    private static int indent(String line) {
        return line.length() - line.stripLeading().length();
    }

    /**
     * A released migration never changes: a database that ran it would differ from one that runs it now. The list
     * beside them is what {@code sha256sum V*.sql > checksums.sha256} writes.
     */
    @Test
    void migrationsAreImmutable() throws IOException, GeneralSecurityException {
        var sumsByList = new TreeMap<Path, Set<String>>();
        for (Path file : repository.files(name -> MIGRATION.matcher(name).matches())) {
            sumsByList
                    .computeIfAbsent(file.resolveSibling("checksums.sha256"), list -> new HashSet<>())
                    .add(sha256(file) + "  " + file.getFileName());
        }
        for (var entry : sumsByList.entrySet()) {
            Path list = entry.getKey();
            assertThat(Files.exists(list) ? Files.readAllLines(list, UTF_8) : List.of())
                    .as("%s (not released yet? then write the list anew)", repository.name(list))
                    .containsExactlyInAnyOrderElementsOf(entry.getValue());
        }
    }

    /** The page is the contract: whoever meets a problem finds there what it means and whether to try again. */
    @Test
    void everyProblemStandsInTheProtocol() {
        assertThat(repository.root().resolve("codecs/PROTOCOL.md"))
                .content(UTF_8)
                .contains(Stream.of(ProblemType.values())
                        .map(problem -> "`" + problem.slug() + "`")
                        .toList());
    }

    private static String sha256(Path file) throws IOException, GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
