package ghosthunter.hub.operator;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An operator as people see one.
 *
 * @param lockedAt when an admin locked it, or null
 * @param lastLoginAt when it last signed in, or null
 */
public record OperatorRow(
        OperatorName name,
        Scope scope,
        Instant createdAt,
        String createdBy,
        @Nullable Instant lockedAt,
        @Nullable Instant lastLoginAt) {}
