/** Tests of the frame: numbers, table, file and plot, without a benchmark. */
@NullMarked
package ghosthunter.load.bench.frame;

import org.jspecify.annotations.NullMarked;
