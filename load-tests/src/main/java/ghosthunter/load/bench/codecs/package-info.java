/** Owns what JMH measures of the codecs: each beside the bare operation that it cannot do without. */
@NullMarked
@CheckReturnValue
package ghosthunter.load.bench.codecs;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
