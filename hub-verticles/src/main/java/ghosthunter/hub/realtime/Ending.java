package ghosthunter.hub.realtime;

import java.util.Locale;

/** Why a stream ended. */
public enum Ending {
    /** The device closed it, or the network did. */
    LEFT,
    /** The device opened another. */
    REPLACED,
    /** Its key speaks for the device no more. */
    KEY_REVOKED,
    /** Too much was left unread. */
    SLOW_READER,
    /** Keep-alives were not answered. */
    IDLE,
    /** The device sent something; a stream goes one way. */
    NOT_UNDERSTOOD,
    /** The node stops. */
    SHUTDOWN;

    /** The name in metrics and closing frames. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
