/** Tests of where entities are looked at. */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.entity;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
