package ghosthunter.hub.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A place of a request that breaks the contract.
 *
 * @param location the part of the request
 * @param pointer JSON pointer (RFC 6901) into it: of a body the member, of a parameter its name; empty is the whole body
 * @param rule the keyword of the schema that is broken, such as {@code required} or {@code maxLength}; {@code unknown} for a
 *     parameter that is in no document, {@code json} where nothing can be read
 * @param message what is wrong there, without the value
 */
public record Violation(Location location, String pointer, String rule, String message) {
    static final String REQUIRED = "required";

    /** That something is not there that must be. */
    static Violation missing(Location location, String pointer) {
        return new Violation(location, pointer, REQUIRED, "is missing");
    }

    /** That nobody knows something that was told. */
    static Violation unknown(Location location, String name, List<String> known) {
        String there = known.isEmpty() ? "there is none" : "there are " + String.join(", ", known);
        return new Violation(location, "/" + escaped(name), "unknown", "is not known here; " + there);
    }

    /** A name as a part of a pointer. */
    static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    /** A part of a request. */
    public enum Location {
        BODY,
        QUERY,
        PATH,
        HEADER;

        /** The word outside, such as {@code body}. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The place as a list: the part, then each member by its name and each item by its number. */
    public List<Object> loc() {
        List<Object> loc = new ArrayList<>();
        loc.add(location.wire());
        if (!pointer.isEmpty()) {
            for (String token : pointer.substring(1).split("/", -1)) {
                loc.add(token.matches("0|[1-9][0-9]{0,8}") && location == Location.BODY ? number(token) : plain(token));
            }
        }
        return List.copyOf(loc);
    }

    private static Object number(String token) {
        return Integer.parseInt(token);
    }

    private static String plain(String token) {
        return token.replace("~1", "/").replace("~0", "~");
    }

    /** As a sentence: the place and the reason. */
    @Override
    public String toString() {
        return (location.wire() + " " + pointer.replaceFirst("^/", "")).strip() + ": " + message;
    }
}
