/** Tests of reading settings. */
@NullMarked
package ghosthunter.codecs.settings;

import org.jspecify.annotations.NullMarked;
