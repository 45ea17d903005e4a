/** The simulation of a city's traffic by Gatling, with the hub and the reconciliation of the benchmarks. */
@NullMarked
package ghosthunter.load.traffic;

import org.jspecify.annotations.NullMarked;
