package ghosthunter.hub.dialect.agrotour;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** UUIDs in every form that the clients' language takes: with or without hyphens, braces, {@code urn:uuid:}, in either case. Pure. */
final class Uuids {
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{32}");
    private static final int TEXT_CHARS_MAX = 64;
    private static final int HALF = 16;

    private Uuids() {}

    /** In its usual form. A document that takes what is no UUID is a defect. */
    static String canonical(String text) {
        return parse(text)
                .orElseThrow(() -> new IllegalStateException("the document takes what is no UUID"))
                .toString();
    }

    static Optional<UUID> parse(String text) {
        if (text.length() > TEXT_CHARS_MAX) {
            return Optional.empty();
        }
        String hex = text.replace("urn:", "")
                .replace("uuid:", "")
                .replaceAll("^[{}]+|[{}]+$", "")
                .replace("-", "");
        return HEX.matcher(hex).matches()
                ? Optional.of(new UUID(
                        Long.parseUnsignedLong(hex.substring(0, HALF), HALF),
                        Long.parseUnsignedLong(hex.substring(HALF), HALF)))
                : Optional.empty();
    }
}
