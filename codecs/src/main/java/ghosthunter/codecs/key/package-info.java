/**
 * Owns Ed25519 keys (RFC 8032) and what is signed with them: compact JWS (RFC 7515, RFC 8037) and JWK (RFC 7517). The only
 * package that sees BouncyCastle, which signs and verifies ten times faster than the JDK 17 provider.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.codecs.key;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
