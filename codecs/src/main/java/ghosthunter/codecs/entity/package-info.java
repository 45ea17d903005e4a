/**
 * Owns the facts that the core itself understands: what a change of a known entity type says. Both sides judge with the
 * same code, so that poison is refused at the door where possible.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.codecs.entity;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
