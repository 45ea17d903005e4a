/**
 * Owns what an enrollment needs beside the database: {@code kept.ndjson}, which a dump of the database does not contain, the
 * URL that an installer scans, and its QR code.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.enrollment;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
