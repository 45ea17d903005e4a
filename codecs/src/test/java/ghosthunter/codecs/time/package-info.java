/** Tests. */
@NullMarked
package ghosthunter.codecs.time;

import org.jspecify.annotations.NullMarked;
