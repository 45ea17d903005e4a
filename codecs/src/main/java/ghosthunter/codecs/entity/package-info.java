/**
 * Owns what both sides know of entity types: the facts of a package, and the catalog of what syncs both ways. Both sides
 * judge with the same code, so that poison is refused at the door where possible.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.codecs.entity;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
