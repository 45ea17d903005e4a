/** Tests of the workers and the gate, and the ledger double that the tests of the HTTP interface share. */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.device;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
