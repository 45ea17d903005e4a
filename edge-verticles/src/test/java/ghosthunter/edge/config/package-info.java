@NullMarked
package ghosthunter.edge.config;

import org.jspecify.annotations.NullMarked;
