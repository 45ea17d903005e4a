/** Tests. */
@NullMarked
package ghosthunter.codecs.bus;

import org.jspecify.annotations.NullMarked;
