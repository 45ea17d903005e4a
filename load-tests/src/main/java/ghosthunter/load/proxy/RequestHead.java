package ghosthunter.load.proxy;

import java.util.List;
import java.util.Locale;

/**
 * What the head of an HTTP/1.1 request says about where the request ends (RFC 9112, 6.3).
 *
 * @param path the request target
 * @param body how the body is delimited
 * @param contentBytes length of a {@link Body#FIXED} body in bytes; 0 otherwise
 */
record RequestHead(String path, Body body, long contentBytes) {

    /** How a body is delimited. */
    enum Body {
        /** No body, or one of known length. */
        FIXED,
        /** Transfer coding chunked. */
        CHUNKED,
        /** All further bytes of the connection: an upgrade, or nothing that this proxy understands. */
        OPAQUE
    }

    private static final RequestHead UNKNOWN = new RequestHead("", Body.OPAQUE, 0);

    /** Reads a head, its closing empty line included. What is not a well-formed HTTP/1.1 head is opaque. */
    static RequestHead parse(String text) {
        List<String> lines = text.lines().toList();
        String[] start = lines.isEmpty() ? new String[0] : lines.get(0).split(" ", -1);
        if (start.length != 3 || !start[2].startsWith("HTTP/1.")) {
            return UNKNOWN;
        }
        if (has(lines, "upgrade:", "")) {
            return new RequestHead(start[1], Body.OPAQUE, 0);
        }
        if (has(lines, "transfer-encoding:", "chunked")) {
            return new RequestHead(start[1], Body.CHUNKED, 0);
        }
        return fixed(start[1], lines);
    }

    private static RequestHead fixed(String path, List<String> lines) {
        String length = value(lines, "content-length:");
        if (!length.matches("\\d{0,18}")) {
            return UNKNOWN;
        }
        return new RequestHead(path, Body.FIXED, length.isEmpty() ? 0 : Long.parseLong(length));
    }

    private static boolean has(List<String> lines, String name, String part) {
        return lines.stream()
                .map(line -> line.toLowerCase(Locale.ROOT))
                .anyMatch(line -> line.startsWith(name) && line.contains(part));
    }

    private static String value(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name))
                .map(line -> line.substring(name.length()).trim())
                .findFirst()
                .orElse("");
    }
}
