package ghosthunter.hub.feed;

import java.util.function.LongSupplier;

/**
 * What a source of the feed works with; all of it is of the session that holds the lock.
 *
 * @param nanoTime a clock that only measures distances, nanoseconds
 */
record FeedTools(
        FeedStore store, ReplicationSlot slot, MappedTables mapped, FeedFigures figures, LongSupplier nanoTime) {}
