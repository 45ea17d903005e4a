package ghosthunter.hub.enrollment;

import ghosthunter.codecs.change.DeviceId;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Many codes from the first one, by counting its last number up: {@code LOCKER-001} with a count of 3 gives {@code LOCKER-001},
 * {@code LOCKER-002}, {@code LOCKER-003}. A code without a number gets one: {@code NORTH} gives {@code NORTH-0001} …
 */
public final class LockerCodes {
    /** How many codes one call makes at most. */
    public static final int COUNT_MAX = 10_000;

    private static final Pattern NUMBERED = Pattern.compile("(.*?)([0-9]{1,9})");
    private static final int DIGITS = 4;

    private LockerCodes() {}

    /**
     * The codes.
     *
     * @throws IllegalArgumentException if one of them is no code of a device, or the count is not from 1 to
     *     {@value #COUNT_MAX}
     */
    public static List<DeviceId> from(String first, int count) {
        if (count < 1 || count > COUNT_MAX) {
            throw new IllegalArgumentException("a count is from 1 to " + COUNT_MAX);
        }
        Matcher numbered = NUMBERED.matcher(first);
        boolean matches = numbered.matches();
        String prefix = matches ? numbered.group(1) : first + "-";
        int digits = matches ? numbered.group(2).length() : DIGITS;
        long start = matches ? Long.parseLong(numbered.group(2)) : 1;
        List<DeviceId> codes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            codes.add(new DeviceId(prefix + String.format(java.util.Locale.ROOT, "%0" + digits + "d", start + i)));
        }
        return codes;
    }
}
