/** Tests. */
@NullMarked
package ghosthunter.codecs.locker;

import org.jspecify.annotations.NullMarked;
