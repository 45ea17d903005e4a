package ghosthunter.load.bench.frame;

/** How much of a benchmark is wanted. */
enum Form {
    /** That it still works: seconds, and the numbers mean nothing. */
    SMOKE,
    /** Rough numbers within a minute. */
    QUICK,
    /** Numbers to tell. */
    FULL
}
