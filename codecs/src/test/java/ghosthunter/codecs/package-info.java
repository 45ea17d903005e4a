/** What the tests of all packages share: the vectors that other languages read too, and sample values. */
@NullMarked
package ghosthunter.codecs;

import org.jspecify.annotations.NullMarked;
