package ghosthunter.hub.pull;

/**
 * A place in the feed of one database.
 *
 * @param lsn of the commit, as a number
 * @param index in the transaction, from 0
 */
record Position(long lsn, int index) implements Comparable<Position> {
    /** Behind all that one commit fed. */
    static Position after(long lsn) {
        return new Position(lsn, Integer.MAX_VALUE);
    }

    @Override
    public int compareTo(Position other) {
        int byLsn = Long.compareUnsigned(lsn, other.lsn);
        return byLsn == 0 ? Integer.compare(index, other.index) : byLsn;
    }
}
