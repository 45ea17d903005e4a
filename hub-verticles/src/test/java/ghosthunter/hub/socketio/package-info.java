/** Tests of the Socket.IO server: its codecs, the cases of the protocols' own test suites, and the client from npm. */
@NullMarked
@CheckReturnValue
package ghosthunter.hub.socketio;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
