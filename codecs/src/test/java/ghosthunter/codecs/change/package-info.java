/** Tests. */
@NullMarked
package ghosthunter.codecs.change;

import org.jspecify.annotations.NullMarked;
