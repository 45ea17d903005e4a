/**
 * Owns the one decision of what a change makes of an entity: clean or concurrent, by hard rule, by heuristics or by a person.
 * Pure: the result depends on the arguments alone. {@link ghosthunter.hub.merge.Merge} is the door.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.merge;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
