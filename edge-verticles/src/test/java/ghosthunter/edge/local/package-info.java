@NullMarked
package ghosthunter.edge.local;

import org.jspecify.annotations.NullMarked;
