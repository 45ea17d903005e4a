package ghosthunter.hub.dialect.posduif;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.id.Hash;
import ghosthunter.hub.dialect.ChangeIds;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** How clients' names become names of the core. Pure. */
final class Ids {
    private static final String PHONE = "posduif.";
    private static final String WEB = "posduif.web.";
    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private Ids() {}

    /**
     * The device of a phone, by a hash: its device id is what it proves itself with, and devices are listed. So no name that a phone
     * gives itself is that of a web user either, or of anything that is not of Posduif.
     */
    static DeviceId phone(String deviceId) {
        return new DeviceId(PHONE + ChangeIds.of("posduif device", deviceId));
    }

    /** The device of somebody at the web application. */
    static DeviceId web(String userId) {
        return new DeviceId(WEB + userId);
    }

    /** The user that a person is by its name: the same one, at whichever node it comes first. */
    static String webUser(TenantId tenant, String name) {
        return ChangeIds.of("posduif web", tenant.value(), name).toString();
    }

    static boolean isWeb(String device) {
        return device.startsWith(WEB);
    }

    /** The key of a user's name: names that look alike are the same. */
    static String name(String username) {
        return ChangeIds.of(
                        "posduif name",
                        Normalizer.normalize(username, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT))
                .toString();
    }

    /** A token as it is stored. */
    static String hashed(String token) {
        return Hash.sha256(token.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8))
                .hex();
    }

    /** A UUID in its one spelling, or empty text where it is none. */
    static String canonical(String uuid) {
        String lower = uuid.toLowerCase(Locale.ROOT);
        return UUID_TEXT.matcher(lower).matches() ? lower : "";
    }
}
