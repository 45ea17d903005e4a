/** What the command lines of hub, lockers and fleet share: a Vert.x of their own, and how they wait for it. */
@NullMarked
@CheckReturnValue
package ghosthunter.codecs.command;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
