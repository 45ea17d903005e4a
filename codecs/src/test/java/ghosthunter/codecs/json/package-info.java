/** Tests. */
@NullMarked
package ghosthunter.codecs.json;

import org.jspecify.annotations.NullMarked;
