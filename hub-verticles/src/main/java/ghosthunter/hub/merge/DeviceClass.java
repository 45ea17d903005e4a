package ghosthunter.hub.merge;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What kind of device wrote, weakest first: how much a person is likely to have stood behind it. */
enum DeviceClass {
    OTHER(0, ""),
    LOCKER(1, "locker.*"),
    MOBILE(2, "(mobile|phone|tablet).*"),
    TERMINAL(3, "(terminal|till|pos|web|desktop).*"),
    HUB(4, "hub");

    private final int weight;
    private final String grammar;

    DeviceClass(int weight, String grammar) {
        this.weight = weight;
        this.grammar = grammar;
    }

    /** How much it counts, 0 to 4. */
    int weight() {
        return weight;
    }

    /** The class by the kind that is known, or else by how the name begins. */
    static DeviceClass of(@Nullable String kind, String device) {
        String text = (kind == null ? device : kind).toLowerCase(Locale.ROOT);
        for (DeviceClass known : values()) {
            if (text.matches(known.grammar)) {
                return known;
            }
        }
        return OTHER;
    }
}
