/** Tests. */
@NullMarked
package ghosthunter.codecs.entity;

import org.jspecify.annotations.NullMarked;
