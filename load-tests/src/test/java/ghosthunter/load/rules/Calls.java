package ghosthunter.load.rules;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import java.time.Clock;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The calls that {@link ArchitectureTest} forbids somewhere. */
final class Calls {
    static final DescribedPredicate<JavaCall<?>> SLEEPING =
            of(Thread.class, "sleep").or(of(TimeUnit.class, "sleep")).as("it sleeps");

    static final DescribedPredicate<JavaCall<?>> BLOCKING = of(io.vertx.core.Future.class, "await")
            .or(of(Future.class, "get|join"))
            .or(of(CountDownLatch.class, "await"))
            .or(of(Semaphore.class, "acquire.*"))
            .or(of(BlockingQueue.class, "take|put"))
            .or(of(ExecutorService.class, "awaitTermination|invokeAll|invokeAny"))
            .or(of(Process.class, "waitFor"))
            .or(of(Thread.class, "join"))
            .or(of(Object.class, "wait"))
            .as("it blocks the thread");

    static final DescribedPredicate<JavaCall<?>> OF_CLOCK_OR_CHANCE = of(System.class, "currentTimeMillis|nanoTime")
            .or(timeNow())
            .or(of(Clock.class, "system.*|tick.*"))
            .or(of(Math.class, "random"))
            .or(of(UUID.class, "randomUUID"))
            .or(of(ThreadLocalRandom.class, "current"))
            .or(newOf(Random.class))
            .or(newOf(SplittableRandom.class))
            .as("it asks the clock of the machine or makes a random source");

    private Calls() {}

    private static DescribedPredicate<JavaCall<?>> of(Class<?> owner, String methods) {
        Pattern names = Pattern.compile(methods);
        return DescribedPredicate.describe(
                owner.getSimpleName() + "." + methods,
                call -> call.getTargetOwner().isAssignableTo(owner)
                        && names.matcher(call.getName()).matches());
    }

    /** {@code Instant.now()} and its sisters; with a {@link Clock} as argument they are welcome. */
    private static DescribedPredicate<JavaCall<?>> timeNow() {
        return DescribedPredicate.describe(
                "java.time's now()",
                call -> call.getTargetOwner().getPackageName().equals("java.time")
                        && call.getName().equals("now")
                        && call.getTarget().getRawParameterTypes().stream()
                                .noneMatch(type -> type.isEquivalentTo(Clock.class)));
    }

    /** Not its subclasses: {@code SecureRandom} makes keys, and those nobody may repeat from a seed. */
    private static DescribedPredicate<JavaCall<?>> newOf(Class<?> type) {
        return DescribedPredicate.describe(
                "new " + type.getSimpleName(),
                call -> call.getTargetOwner().isEquivalentTo(type)
                        && call.getName().equals("<init>"));
    }
}
