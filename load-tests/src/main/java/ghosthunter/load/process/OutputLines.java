package ghosthunter.load.process;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The last lines that a process printed, and a place to wait for one. Thread-safe. */
final class OutputLines {
    /** A line in which a pattern was found. */
    record Found(String line, MatchResult match) {}

    /** Lines kept; older ones are forgotten. */
    static final int LINES_MAX = 2_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<String> lines = new ArrayDeque<>();
    private long printed;
    private boolean ended;

    void append(String line) {
        lock.lock();
        try {
            lines.add(line);
            printed++;
            if (lines.size() > LINES_MAX) {
                lines.remove();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** No line will come any more; who waits is told at once. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean ended() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /** Lines printed from the start, forgotten ones included. */
    long printed() {
        lock.lock();
        try {
            return printed;
        } finally {
            lock.unlock();
        }
    }

    List<String> last(int count) {
        lock.lock();
        try {
            return lines.stream().skip(Math.max(0, lines.size() - count)).toList();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a line in which the pattern is found.
     *
     * @param from number of lines from the start that do not count
     * @return empty when the time is over or the output ended without such a line
     */
    Optional<Found> await(Pattern pattern, long from, Duration timeout) throws InterruptedException {
        long leftNanos = timeout.toNanos();
        long next = from;
        lock.lockInterruptibly();
        try {
            while (true) {
                Optional<Found> found = find(pattern, next);
                if (found.isPresent() || ended || leftNanos <= 0) {
                    return found;
                }
                next = Math.max(next, printed);
                leftNanos = changed.awaitNanos(leftNanos);
            }
        } finally {
            lock.unlock();
        }
    }

    private Optional<Found> find(Pattern pattern, long from) {
        long forgotten = printed - lines.size();
        for (String line : lines.stream().skip(Math.max(0, from - forgotten)).toList()) {
            Matcher matcher = pattern.matcher(line);
            if (matcher.find()) {
                return Optional.of(new Found(line, matcher.toMatchResult()));
            }
        }
        return Optional.empty();
    }
}
