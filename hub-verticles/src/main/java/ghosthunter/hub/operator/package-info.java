/**
 * Owns who may look and act at the hub: operators and their passwords, sessions, API keys, roles, and the audit of what they
 * did; the tables {@code operator}, {@code operator_*}, {@code login_failure} and {@code api_key}. Knows nothing of HTTP.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.operator;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
