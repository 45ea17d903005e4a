package ghosthunter.load.process;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The child processes that nobody has closed yet, and the directories that nobody has deleted: stopped and then deleted when
 * this virtual machine ends in any way but SIGKILL.
 */
final class Survivors {
    private static final Set<ChildProcess> LIVING = ConcurrentHashMap.newKeySet();
    private static final Set<WorkDirectory> DIRECTORIES = ConcurrentHashMap.newKeySet();
    private static volatile boolean ending;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Survivors::endAll, "stop child processes"));
    }

    private Survivors() {}

    static void add(ChildProcess child) {
        LIVING.add(child);
    }

    static void remove(ChildProcess child) {
        LIVING.remove(child);
    }

    static void add(WorkDirectory directory) {
        DIRECTORIES.add(directory);
    }

    static void remove(WorkDirectory directory) {
        DIRECTORIES.remove(directory);
    }

    static boolean ending() {
        return ending;
    }

    private static void endAll() {
        ending = true;
        LIVING.forEach(ChildProcess::killFamily);
        LIVING.forEach(Survivors::awaitEnd);
        DIRECTORIES.forEach(WorkDirectory::close);
    }

    /** One that cannot be killed must not keep the others and the directories. */
    private static void awaitEnd(ChildProcess child) {
        try {
            child.close();
        } catch (ChildProcessException immortal) {
            LIVING.remove(child);
        }
    }
}
