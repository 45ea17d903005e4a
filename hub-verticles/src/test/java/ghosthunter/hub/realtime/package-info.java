@NullMarked
package ghosthunter.hub.realtime;

import org.jspecify.annotations.NullMarked;
