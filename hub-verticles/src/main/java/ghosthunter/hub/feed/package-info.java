/**
 * Owns the feed: the tables {@code entity_feed} and {@code feed_state}, the publication and the replication slot of each database,
 * and the channel on which it tells what was fed. Of {@code entity} it writes what mapped tables of tenants say, and nothing
 * else. What blocks here is called by verticles on a thread of their own.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.feed;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
