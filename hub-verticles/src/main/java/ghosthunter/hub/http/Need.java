package ghosthunter.hub.http;

import ghosthunter.hub.operator.Role;
import org.jspecify.annotations.Nullable;

/**
 * What a request needs.
 *
 * @param role the least role; null: nobody has to be signed in
 * @param audited whether it acts, so that the audit must hold it before it begins
 */
record Need(@Nullable Role role, boolean audited) {
    /** Nothing: it proves itself, as a device does, or it tells nothing. */
    static final Need NOTHING = new Need(null, false);

    static Need toRead(Role role) {
        return new Need(role, false);
    }

    static Need toAct(Role role) {
        return new Need(role, true);
    }
}
