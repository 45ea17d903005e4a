@NullMarked
package ghosthunter.edge.sync;

import org.jspecify.annotations.NullMarked;
