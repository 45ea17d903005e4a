package ghosthunter.codecs.locker;

import ghosthunter.codecs.entity.PackageFact;
import ghosthunter.codecs.json.JsonFields;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;

/** What a command wants done. */
public sealed interface Work {
    /** Calls the function of the case that this is. */
    <R> R fold(Function<Open, R> open, Function<Set, R> set);

    /** Its members. */
    JsonObject toJson();

    /** Open a door. */
    record Open(String compartment) implements Work {
        public Open {
            if (compartment.isBlank()
                    || compartment.length() > PackageFact.COMPARTMENT_CHARS_MAX
                    || compartment.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException(
                        "a compartment has 1 to " + PackageFact.COMPARTMENT_CHARS_MAX + " printable characters");
            }
        }

        @Override
        public <R> R fold(Function<Open, R> open, Function<Set, R> set) {
            return open.apply(this);
        }

        @Override
        public JsonObject toJson() {
            return new JsonObject().put("do", "open").put("compartment", compartment);
        }
    }

    /** Set settings. */
    record Set(CentreSettings settings) implements Work {
        @Override
        public <R> R fold(Function<Open, R> open, Function<Set, R> set) {
            return set.apply(this);
        }

        @Override
        public JsonObject toJson() {
            return new JsonObject().put("do", "settings").put("settings", settings.toJson());
        }
    }

    /** Reads it: {@code {"do": "open", "compartment"}} or {@code {"do": "settings", "settings"}}. */
    static Work read(JsonFields json) {
        return switch (json.text("do")) {
            case "open" -> json.value("compartment", Open::new);
            case "settings" -> new Set(CentreSettings.read(json.object("settings")));
            default -> throw json.broken("do is open or settings");
        };
    }
}
