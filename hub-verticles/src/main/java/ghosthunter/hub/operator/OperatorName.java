package ghosthunter.hub.operator;

import java.util.regex.Pattern;

/**
 * The name with which an operator signs in.
 *
 * @param value 1 to 64 characters of {@code a-z 0-9 . _ - @ +}, starting with a letter or digit
 */
public record OperatorName(String value) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._@+-]{0,63}");

    public OperatorName {
        if (!NAME.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "must be 1 to 64 characters of a-z 0-9 . _ - @ + and start with a letter or digit");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
