package ghosthunter.load.process;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The child processes that nobody has closed yet; stopped when this virtual machine ends in any way but SIGKILL. */
final class Survivors {
    private static final Set<ChildProcess> LIVING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Survivors::killAll, "stop child processes"));
    }

    private Survivors() {}

    static void add(ChildProcess child) {
        LIVING.add(child);
    }

    static void remove(ChildProcess child) {
        LIVING.remove(child);
    }

    private static void killAll() {
        LIVING.forEach(ChildProcess::killFamily);
    }
}
