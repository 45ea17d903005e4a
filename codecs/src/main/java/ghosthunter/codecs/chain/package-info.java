/**
 * Owns the hash chain of one (device, epoch, lane) and the decision what a batch means for it. Pure. See PROTOCOL.md,
 * "Chain".
 */
@NullMarked
@CheckReturnValue
package ghosthunter.codecs.chain;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
