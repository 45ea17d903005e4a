package ghosthunter.hub.operator;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An API key as people see it; the key itself is not in it.
 *
 * @param expiresAt when it ends by itself, or null for never
 * @param revokedAt when it was revoked, or null
 */
public record ApiKeyRow(
        UUID id,
        String name,
        Scope scope,
        Instant createdAt,
        String createdBy,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt) {}
