/** Tests. */
@NullMarked
package ghosthunter.codecs.exchange;

import org.jspecify.annotations.NullMarked;
