/** Tests of the documents of the API. */
@NullMarked
package ghosthunter.hub.openapi;

import org.jspecify.annotations.NullMarked;
