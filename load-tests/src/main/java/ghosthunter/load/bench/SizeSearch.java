package ghosthunter.load.bench;

/**
 * The search for the largest size that holds: grows by half until one does not, then tries the middle between. Pure.
 *
 * @param held the largest that held; 0 as long as none did
 * @param broke the smallest that did not; {@link #NONE} as long as all did
 * @param next the size to try now
 */
record SizeSearch(int held, int broke, int next) {
    static final int NONE = Integer.MAX_VALUE;

    private static final int GRAIN = 1_000;
    private static final int EXACT_TO_ONE_OF = 10;

    static SizeSearch from(int size) {
        return new SizeSearch(0, NONE, size);
    }

    /** What is known when {@link #next} was tried. */
    SizeSearch after(boolean holds) {
        int nowHeld = holds ? next : held;
        int nowBroke = holds ? broke : next;
        int nowNext = nowBroke == NONE ? round(nowHeld + nowHeld / 2) : round(nowHeld + (nowBroke - nowHeld) / 2);
        return new SizeSearch(nowHeld, nowBroke, nowNext);
    }

    /** The limit is known to a tenth, or to two thousand. */
    boolean isDone() {
        return broke != NONE && broke - held < Math.max(2 * GRAIN, held / EXACT_TO_ONE_OF);
    }

    private static int round(int size) {
        return size < GRAIN ? size : size / GRAIN * GRAIN;
    }
}
