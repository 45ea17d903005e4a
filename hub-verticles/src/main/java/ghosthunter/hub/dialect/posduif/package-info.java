/**
 * Owns the wire contract of Posduif: phones that are enrolled with a QR code and sync messages, and the web application of those who
 * write to them. An adapter onto entities, devices and streams of the core; it stores nothing of its own.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.dialect.posduif;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
