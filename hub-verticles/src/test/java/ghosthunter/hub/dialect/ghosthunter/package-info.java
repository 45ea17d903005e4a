/** Tests of the wire contract of the first locker software. */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.dialect.ghosthunter;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
