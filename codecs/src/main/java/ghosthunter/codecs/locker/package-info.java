/**
 * Owns what the centre asks of a locker and what the locker's doors answer: commands, the settings that a command may set, and
 * the codes with which a parcel is picked up. See PROTOCOL.md, "Commands" and "Pick-up codes".
 */
@NullMarked
@CheckReturnValue
package ghosthunter.codecs.locker;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
