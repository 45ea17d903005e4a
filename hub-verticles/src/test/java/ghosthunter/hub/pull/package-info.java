/** Tests of what devices pull. */
@NullMarked
package ghosthunter.hub.pull;

import org.jspecify.annotations.NullMarked;
