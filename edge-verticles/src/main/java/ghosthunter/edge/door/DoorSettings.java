package ghosthunter.edge.door;

import java.net.URI;

/**
 * Where the door controller is.
 *
 * @param url of its HTTP server on this machine, without a path behind it
 * @param waitMs how long it may take to answer, milliseconds
 */
public record DoorSettings(URI url, long waitMs) {}
