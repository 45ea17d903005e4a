package ghosthunter.hub.openapi;

import io.vertx.core.json.JsonArray;
import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A parameter of an operation.
 *
 * @param list whether it may have several values
 */
record ApiParameter(String name, Violation.Location location, boolean required, boolean list, ValueCheck check) {
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}(\\.[0-9]{1,17})?");

    /** What is wrong with its values, of which there may be none. */
    List<Violation> violations(List<String> values) {
        if (values.isEmpty()) {
            return required ? List.of(Violation.missing(location, pointer())) : List.of();
        }
        if (list) {
            return check.violations(
                    location,
                    pointer(),
                    new JsonArray(values.stream().map(ApiParameter::read).toList()));
        }
        return violations(values.get(0));
    }

    /** A parameter is a text; whether it is also a number, the schema says. */
    private List<Violation> violations(String text) {
        List<Violation> asText = check.violations(location, pointer(), text);
        Object read = read(text);
        return asText.isEmpty() || read.equals(text) ? asText : check.violations(location, pointer(), read);
    }

    private String pointer() {
        return "/" + name.replace("~", "~0").replace("/", "~1");
    }

    private static Object read(String text) {
        if (Stream.of("true", "false").anyMatch(text::equals)) {
            return Boolean.parseBoolean(text);
        }
        if (!NUMBER.matcher(text).matches()) {
            return text;
        }
        BigDecimal number = new BigDecimal(text);
        return number.scale() == 0 ? (Object) number.longValueExact() : (Object) number.doubleValue();
    }
}
