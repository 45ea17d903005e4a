package ghosthunter.load.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A process and all that descend from it, also those whose parent has died.
 *
 * <p>An orphan is adopted by the system and no longer a descendant of anybody here, so each child gets a variable with a
 * name of its own into its environment, which its descendants inherit; on Linux, {@code /proc/PID/environ} shows who has
 * it. Elsewhere only living parents lead to their descendants.
 */
final class Family {
    private final String mark =
            "GHOSTHUNTER_CHILD_" + UUID.randomUUID().toString().replace('-', '_');

    /** The variable that marks the members of this family. */
    String mark() {
        return mark;
    }

    /** Kills all members that are found now; returns how many that were. */
    int kill(ProcessHandle root) {
        Set<ProcessHandle> members = Stream.concat(root.descendants(), marked()).collect(Collectors.toSet());
        if (root.isAlive()) {
            members.add(root);
        }
        // False means that it was gone already.
        return (int) members.stream().filter(ProcessHandle::destroyForcibly).count();
    }

    /** True if nobody carries the mark any more. */
    boolean extinct() {
        return marked().findAny().isEmpty();
    }

    private Stream<ProcessHandle> marked() {
        return ProcessHandle.allProcesses().filter(this::isMarked);
    }

    private boolean isMarked(ProcessHandle process) {
        Path environment = Path.of("/proc", Long.toString(process.pid()), "environ");
        try {
            // A process that ended, and a zombie, has no environment; those of other users cannot be read.
            return Files.isReadable(environment)
                    && new String(Files.readAllBytes(environment), StandardCharsets.ISO_8859_1).contains(mark);
        } catch (IOException gone) {
            return false;
        }
    }
}
