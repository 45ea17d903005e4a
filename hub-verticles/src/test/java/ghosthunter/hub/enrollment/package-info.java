/** Tests of what is kept outside the database, of the enrollment URL and its QR code. */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.enrollment;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
