/** Tests of the merge engine: facts by policy and rule, and what holds in any order of arrival. */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.merge;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
