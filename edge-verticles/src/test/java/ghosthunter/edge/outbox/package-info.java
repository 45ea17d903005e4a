@NullMarked
package ghosthunter.edge.outbox;

import org.jspecify.annotations.NullMarked;
