/**
 * Owns the database as a whole: the embedded server and its data directory, the address of a foreign one, the migrations, and
 * what a failure of it means. Knows nothing of what the tables hold.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.postgres;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
