/** Tests of what the dialect decides by itself. */
@NullMarked
package ghosthunter.hub.dialect.agrotour;

import org.jspecify.annotations.NullMarked;
