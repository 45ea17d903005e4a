package ghosthunter.codecs.change;

import java.util.regex.Pattern;

/** The one grammar of tenant and device names: 1 to 64 of {@code [A-Za-z0-9._-]}, starting with a letter or digit. */
final class Names {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private Names() {}

    static void check(String what, String value) {
        if (!NAME.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    what + " must be 1 to 64 characters of A-Z a-z 0-9 . _ - and start with a letter or digit");
        }
    }
}
