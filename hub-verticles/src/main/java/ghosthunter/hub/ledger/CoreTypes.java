package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.entity.AudienceRule;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.codecs.entity.EntityType;
import ghosthunter.codecs.entity.PolicyName;
import ghosthunter.codecs.locker.CommandState;
import ghosthunter.codecs.locker.LockerCommand;
import ghosthunter.codecs.locker.PickupGrant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The types of the core whose changes make entities, and who may write them. A command and a pick-up are written by two: the
 * centre makes them and the locker says what became of them, each in members of its own, so that they never meet.
 */
final class CoreTypes {
    private static final AudienceRule OF_DEVICE = new AudienceRule(AudienceRule.Kind.DEVICE_OF_FIELD, "device");

    private static final Map<String, EntityType> TYPES = Map.of(
            EntityTypes.NOTICE,
            type(EntityTypes.NOTICE, PolicyName.TERMINAL_WINS, new AudienceRule(AudienceRule.Kind.WRITER, "")),
            EntityTypes.COMMAND,
            type(EntityTypes.COMMAND, PolicyName.FIELD_MERGE, OF_DEVICE),
            EntityTypes.PICKUP,
            type(EntityTypes.PICKUP, PolicyName.FIELD_MERGE, OF_DEVICE));

    /** What a locker says of a door. */
    private static final Set<String> REPORT = Set.of(CommandState.MEMBER, "door", "reason");

    private static final Set<String> PICKUP_REPORT =
            Set.of(CommandState.MEMBER, "door", "reason", PickupGrant.USED, PickupGrant.REFUSED);

    /** What the centre says of a command that it has sent. */
    private static final Set<String> CANCELLATION = Set.of(LockerCommand.CANCELLED);

    private CoreTypes() {}

    private static EntityType type(String name, PolicyName policy, AudienceRule audience) {
        return new EntityType(
                name,
                EntityCatalog.BUILT_IN.lane(name),
                policy,
                audience,
                List.of(),
                EntityType.Fields.NONE,
                false,
                EntityType.CONFIDENCE_MIN_DEFAULT,
                null,
                null);
    }

    /** A type whose changes make entities: of the core or of the catalog. */
    static Optional<EntityType> type(EntityCatalog catalog, String name) {
        EntityType core = TYPES.get(name);
        return core == null ? catalog.type(name) : Optional.of(core);
    }

    /** Whether each member has one writer, so that concurrent changes are no conflict. */
    static boolean hasOneWriterPerMember(EntityType type) {
        return type.equals(TYPES.get(EntityTypes.COMMAND)) || type.equals(TYPES.get(EntityTypes.PICKUP));
    }

    /**
     * Why a change of a type of the core may not be, or null.
     *
     * @param there the entity as it is
     */
    static @Nullable String refusal(EntityStep step, EntityRow.@Nullable Entity there) {
        return switch (step.of().type()) {
            case EntityTypes.NOTICE -> Notices.refusal(step.device(), step.op(), there);
            case EntityTypes.COMMAND -> refusal(step, there, REPORT, Set.of("CREATE"));
            case EntityTypes.PICKUP -> refusal(step, there, PICKUP_REPORT, Set.of("CREATE", "PATCH"));
            default -> null;
        };
    }

    private static @Nullable String refusal(
            EntityStep step, EntityRow.@Nullable Entity there, Set<String> report, Set<String> opsOfHub) {
        Set<String> members = step.data().fieldNames();
        if (step.isOfHub()) {
            boolean own = members.stream().noneMatch(report::contains);
            boolean cancels = step.op().equals("PATCH") && members.equals(CANCELLATION);
            return own && (cancels || opsOfHub.contains(step.op()))
                    ? null
                    : "the centre makes a " + step.of().type() + ", and says nothing for the locker";
        }
        boolean meant = there != null
                && step.base() > 0
                && there.audience()
                        .equals(AudienceRule.ofDevice(step.device().device().value()));
        return meant && step.op().equals("PATCH") && report.containsAll(members)
                ? null
                : "a locker says what became of a " + step.of().type() + " that it was sent, and nothing else";
    }
}
