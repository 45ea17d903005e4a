/**
 * Owns {@code hub-identity.json}: who this hub is and the key with which it signs. It lies outside the database, so that a dump
 * of that holds no key and a restored one is still the same hub.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.identity;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
