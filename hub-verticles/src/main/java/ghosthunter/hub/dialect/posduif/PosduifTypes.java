package ghosthunter.hub.dialect.posduif;

import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.entity.AudienceRule;
import ghosthunter.codecs.entity.AudienceRule.Kind;
import ghosthunter.codecs.entity.EntityType;
import ghosthunter.codecs.entity.EntityType.Fields;
import ghosthunter.codecs.entity.PolicyName;
import ghosthunter.hub.entity.MessageDesk;
import java.util.List;

/** What Posduif keeps in the core. */
public final class PosduifTypes {
    /** Somebody who writes; the last write of each field counts. Key: the id. For the group {@code posduif}. */
    static final String USER = MessageDesk.USER;

    /** From one user to another. Key: the id that its writer made. For the device of the recipient. */
    static final String MESSAGE = MessageDesk.MESSAGE;

    /** Who has a name, so that two never have the same. Key: a hash of the name. For nobody. */
    static final String NAME = "posduif-name";

    /** A QR code that was given out. Key: the SHA-256 of its token. For nobody. */
    static final String ENROLLMENT = "posduif-enrollment";

    /** Whose a device is. Key: the device. For nobody. Where it is deleted, that phone is none any more. */
    public static final String PHONE = "posduif-phone";

    /** In which tenant a token or a device is, where that is not the one of the settings. For nobody. */
    static final String ROUTE = "posduif-route";

    /** What a phone was answered and may not have got. Key: the device. For nobody. */
    static final String DELIVERY = "posduif-delivery";

    /** The field of a message that names the device of its recipient. */
    static final String RECIPIENT_DEVICE = "recipient_device";

    private static final AudienceRule MEMBERS = new AudienceRule(Kind.GROUP, "posduif");

    /** No device joins it: what is in here never leaves the hub. */
    private static final AudienceRule NOBODY = new AudienceRule(Kind.GROUP, "posduif.nobody");

    /** All of them. */
    public static final List<EntityType> ALL = List.of(
            type(USER, PolicyName.FIELD_MERGE, MEMBERS),
            type(MESSAGE, PolicyName.FIELD_MERGE, new AudienceRule(Kind.DEVICE_OF_FIELD, RECIPIENT_DEVICE)),
            type(NAME, PolicyName.LAST_WRITER_WINS, NOBODY),
            type(ENROLLMENT, PolicyName.LAST_WRITER_WINS, NOBODY),
            type(PHONE, PolicyName.LAST_WRITER_WINS, NOBODY),
            type(ROUTE, PolicyName.LAST_WRITER_WINS, NOBODY),
            type(DELIVERY, PolicyName.LAST_WRITER_WINS, NOBODY));

    private PosduifTypes() {}

    private static EntityType type(String name, PolicyName policy, AudienceRule audience) {
        return new EntityType(
                name,
                Lane.MEDIUM,
                policy,
                audience,
                List.of(),
                Fields.NONE,
                false,
                EntityType.CONFIDENCE_MIN_DEFAULT,
                null,
                null);
    }
}
