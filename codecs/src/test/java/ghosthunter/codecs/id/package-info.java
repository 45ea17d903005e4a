/** Tests. */
@NullMarked
package ghosthunter.codecs.id;

import org.jspecify.annotations.NullMarked;
