/** Tests. */
@NullMarked
package ghosthunter.edge.door;

import org.jspecify.annotations.NullMarked;
