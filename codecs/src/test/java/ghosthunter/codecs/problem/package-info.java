/** Tests. */
@NullMarked
package ghosthunter.codecs.problem;

import org.jspecify.annotations.NullMarked;
