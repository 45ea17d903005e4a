package ghosthunter.hub.realtime;

/**
 * One open stream as a connection: a port. Any thread may call it; it acts on the connection's own event loop, in order. It drops
 * a reader that does not read.
 */
public interface Wire {
    /** Sends a message, one line of JSON. */
    void tell(String message);

    /** Says that the stream lives, and looks whether the other end does. */
    void keepAlive();

    /** Ends it. */
    void end(Ending why);
}
