/**
 * Owns the OpenAPI documents of the hub: reads them, holds requests against them, and has the files of the pages that show them.
 */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.openapi;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
