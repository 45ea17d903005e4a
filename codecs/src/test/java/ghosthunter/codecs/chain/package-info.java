/** Tests. */
@NullMarked
package ghosthunter.codecs.chain;

import org.jspecify.annotations.NullMarked;
