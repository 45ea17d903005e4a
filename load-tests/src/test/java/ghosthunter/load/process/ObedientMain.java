package ghosthunter.load.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A program that does what its first argument says, so that the tests have somebody to watch. */
final class ObedientMain {
    private ObedientMain() {}

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "serve" -> serve();
            case "say" ->
                System.out.println(args[1] + " " + System.getenv("CHILD_WORD") + " in "
                        + Path.of("").toAbsolutePath());
            case "count" -> count(Integer.parseInt(args[1]));
            case "mumble" -> System.out.print("x".repeat(Integer.parseInt(args[1])));
            case "fail" -> fail();
            case "orphan" -> orphan();
            case "parent" -> {
                orphan();
                serve();
            }
            case "careless" -> careless();
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static void serve() throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("cleaning up")));
        System.out.println("listening on port 4711");
        new CountDownLatch(1).await();
    }

    private static void count(int lines) {
        for (int i = 1; i <= lines; i++) {
            System.out.println("line " + i);
        }
    }

    private static void fail() {
        System.err.println("the disk is full");
        System.exit(3);
    }

    /** Starts a process that nobody waits for. */
    private static void orphan() throws Exception {
        Process sleeper = new ProcessBuilder("sleep", "1000").inheritIO().start();
        System.out.println("started " + sleeper.pid());
    }

    /** Starts children the proper way and ends without closing them. */
    private static void careless() {
        ChildProcess sleeper = ChildProcess.start("sleeper", List.of("sleep", "1000"), Map.of(), Path.of("."));
        ChildProcess server = ChildProcess.start(
                "server", JavaCommand.ofRunningJvm(ObedientMain.class.getName()).withArguments("parent"));
        String grandchild = server.awaitLine("started", Duration.ofSeconds(20));
        System.out.println("started " + sleeper.pid() + " " + server.pid() + " " + grandchild.replaceAll("\\D", ""));
        System.exit(0);
    }
}
