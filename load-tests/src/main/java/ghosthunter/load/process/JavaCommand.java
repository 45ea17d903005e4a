package ghosthunter.load.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How to start a Java program as a process of its own. Immutable.
 *
 * @param java the {@code java} program
 * @param jvmOptions options of the virtual machine, such as {@code -Xmx64m}
 * @param classPath jars and folders, separated as the platform does
 * @param mainClass binary name of the class to run
 * @param arguments what {@code main} is given
 * @param environment variables in addition to those of this process
 * @param directory where the process works
 */
public record JavaCommand(
        Path java,
        List<String> jvmOptions,
        String classPath,
        String mainClass,
        List<String> arguments,
        Map<String, String> environment,
        Path directory) {

    /** Copies the collections. */
    public JavaCommand {
        jvmOptions = List.copyOf(jvmOptions);
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /**
     * Runs a class with the virtual machine and class path of this process, whether that is Maven's of the tests or one
     * fat jar. Entries of the class path become absolute, so that the process may work in another directory.
     */
    public static JavaCommand ofRunningJvm(String mainClass) {
        Path java = ProcessHandle.current()
                .info()
                .command()
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("java.home"), "bin", "java"));
        String classPath = absolute(System.getProperty("java.class.path"));
        return new JavaCommand(java, List.of(), classPath, mainClass, List.of(), Map.of(), Path.of("."));
    }

    /** This command with another class path, for a packaged program: {@code target/hub.jar}. */
    public JavaCommand withClassPath(String path) {
        return new JavaCommand(java, jvmOptions, absolute(path), mainClass, arguments, environment, directory);
    }

    /** This command with further options of the virtual machine. */
    public JavaCommand withJvmOptions(String... options) {
        List<String> all = joined(jvmOptions, options);
        return new JavaCommand(java, all, classPath, mainClass, arguments, environment, directory);
    }

    /** This command with further arguments. */
    public JavaCommand withArguments(String... more) {
        List<String> all = joined(arguments, more);
        return new JavaCommand(java, jvmOptions, classPath, mainClass, all, environment, directory);
    }

    /** This command with one more variable in its environment, or another value for it. */
    public JavaCommand withEnvironment(String name, String value) {
        Map<String, String> all = new TreeMap<>(environment);
        all.put(name, value);
        return new JavaCommand(java, jvmOptions, classPath, mainClass, arguments, all, directory);
    }

    /** This command, working in another directory, which must exist at the start. */
    public JavaCommand withDirectory(Path where) {
        return new JavaCommand(java, jvmOptions, classPath, mainClass, arguments, environment, where);
    }

    /** The command line, program first. */
    public List<String> line() {
        List<String> line = new ArrayList<>();
        line.add(java.toString());
        line.addAll(jvmOptions);
        line.add("-cp");
        line.add(classPath);
        line.add(mainClass);
        line.addAll(arguments);
        return List.copyOf(line);
    }

    private static List<String> joined(List<String> first, String... more) {
        return Stream.concat(first.stream(), Stream.of(more)).toList();
    }

    private static String absolute(String classPath) {
        return Stream.of(classPath.split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
