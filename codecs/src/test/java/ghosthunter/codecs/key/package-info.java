/** Tests. */
@NullMarked
package ghosthunter.codecs.key;

import org.jspecify.annotations.NullMarked;
