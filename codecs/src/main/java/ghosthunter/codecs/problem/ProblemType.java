package ghosthunter.codecs.problem;

import java.util.Locale;

/** The stable problem types, their status and whether to come back. PROTOCOL.md, "Problems", documents each. */
public enum ProblemType {
    MALFORMED_BODY(400, "The body does not follow the grammar", 0),
    INCOMPLETE_BODY(400, "The body ended before its statement was fulfilled", 0),
    HEADS_MISMATCH(400, "The change lines do not hash to the heads of the statement", 0),
    INVALID_REQUEST(400, "A parameter or field is not valid", 0),
    WRONG_AUDIENCE(400, "The statement is addressed to another hub", 0),
    SIGNATURE_INVALID(401, "The signature does not verify", 0),
    UNKNOWN_DEVICE(401, "The device is not enrolled with this key", 0),
    KEY_REVOKED(401, "The key of the device was revoked or replaced", 0),
    UNAUTHENTICATED(401, "Nobody is signed in with this request", 0),
    LOGIN_REFUSED(401, "The name or the password is wrong", 0),
    FORBIDDEN(403, "The role or the tenant does not allow it", 0),
    CALLER_REFUSED(403, "The caller is no program of this machine", 0),
    TOKEN_REFUSED(403, "The token is unknown, spent or expired", 0),
    CODE_REFUSED(403, "The pick-up code is wrong or spent", 0),
    NOT_FOUND(404, "There is no such resource", 0),
    METHOD_NOT_ALLOWED(405, "The method is not allowed here", 0),
    REQUEST_TIMEOUT(408, "The request took too long to arrive", 0),
    CONFLICT(409, "The request contradicts what is recorded", 0),
    TOO_LARGE(413, "The request is larger than the limit", 0),
    URI_TOO_LONG(414, "The request line is longer than the limit", 0),
    UNSUPPORTED_MEDIA_TYPE(415, "The media type is not supported", 0),
    LOCKED_OUT(429, "Too many failed logins in a row", 30),
    CODE_LOCKED(429, "Too many wrong pick-up codes in a row", 300),
    DEVICE_BUSY(429, "Too many requests of this device are in flight", 1),
    TOO_MANY_REQUESTS(429, "This device sends requests faster than the limit", 1),
    TOO_MANY_CONNECTIONS(429, "This address holds more connections than the limit", 5),
    HEADERS_TOO_LARGE(431, "The headers are larger than the limit", 0),
    INTERNAL(500, "The hub failed", 0),
    OVERLOADED(503, "The hub is busy", 2),
    UNAVAILABLE(503, "The hub cannot commit at the moment", 2),
    STORAGE_FAILED(500, "The device's store cannot be read or written", 0),
    STORAGE_FULL(507, "The disk is full", 0);

    private final int status;
    private final String title;
    private final long retryAfterS;

    ProblemType(int status, String title, long retryAfterS) {
        this.status = status;
        this.title = title;
        this.retryAfterS = retryAfterS;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** A short summary that never changes. */
    public String title() {
        return title;
    }

    /** The default {@code Retry-After} in seconds, 0 for none. */
    public long retryAfterS() {
        return retryAfterS;
    }

    /** The name in the URI. */
    public String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The {@code type} member. */
    public String uri() {
        return "urn:ghosthunter:problem:" + slug();
    }
}
