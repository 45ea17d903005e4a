/** Tests of the dialect of Posduif. */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.dialect.posduif;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
