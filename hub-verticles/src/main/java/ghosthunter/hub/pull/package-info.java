/**
 * What a device pulls: pages of the entities that are meant for it, from the feed's positions and the entities' newest state.
 */
@NullMarked
package ghosthunter.hub.pull;

import org.jspecify.annotations.NullMarked;
