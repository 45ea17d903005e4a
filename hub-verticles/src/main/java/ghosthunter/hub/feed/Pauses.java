package ghosthunter.hub.feed;

/** Pauses between tries, which grow while nothing but failures comes. Of one thread. */
final class Pauses {
    private static final long MS_MIN = 250;
    private static final long MS_MAX = 5_000;

    private int failures;

    /** It failed once more: how long to wait, milliseconds. */
    long next() {
        failures++;
        return Math.min(MS_MAX, MS_MIN << Math.min(failures - 1, 16));
    }

    /** How often it failed in a row. */
    int failures() {
        return failures;
    }

    /** It went well. */
    void reset() {
        failures = 0;
    }
}
