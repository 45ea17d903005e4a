/** Keys of devices and hubs between the real both: enrollment, rotation, revocation, replacement. */
@NullMarked
package ghosthunter.load.keys;

import org.jspecify.annotations.NullMarked;
