@NullMarked
package ghosthunter.edge;

import org.jspecify.annotations.NullMarked;
