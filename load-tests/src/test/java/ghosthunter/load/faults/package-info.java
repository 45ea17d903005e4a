/** The failure table of the design, row by row, with real processes, real databases and a network that is really cut. */
@NullMarked
package ghosthunter.load.faults;

import org.jspecify.annotations.NullMarked;
