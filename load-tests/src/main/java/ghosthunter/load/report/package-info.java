/**
 * Owns what a person sees while lockers work: phases, a table of lockers, plain sentences. Rendering is pure; one class
 * writes.
 */
@CheckReturnValue
@NullMarked
package ghosthunter.load.report;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
