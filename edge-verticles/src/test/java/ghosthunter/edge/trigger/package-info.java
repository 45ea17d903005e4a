@NullMarked
package ghosthunter.edge.trigger;

import org.jspecify.annotations.NullMarked;
