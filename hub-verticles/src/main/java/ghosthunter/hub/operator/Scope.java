package ghosthunter.hub.operator;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/**
 * What somebody may do, and where.
 *
 * @param role what
 * @param tenant where; null, everywhere, is for a system admin and nobody else
 */
public record Scope(Role role, @Nullable TenantId tenant) {
    public Scope {
        if ((role == Role.SYSTEM_ADMIN) != (tenant == null)) {
            throw new IllegalArgumentException("a system admin has no tenant, and everybody else has one");
        }
    }

    /** Everything, everywhere. */
    public static final Scope SYSTEM_ADMIN = new Scope(Role.SYSTEM_ADMIN, null);

    /** From its words: without a tenant it is the default one, unless the role has none. */
    public static Scope of(Role role, @Nullable TenantId tenant) {
        return new Scope(role, role == Role.SYSTEM_ADMIN || tenant != null ? tenant : TenantId.DEFAULT);
    }

    /** Whether the holder of this scope may give, take or change the other. */
    public boolean covers(Scope other) {
        return role.includes(other.role()) && (tenant == null || tenant.equals(other.tenant()));
    }

    /**
     * The tenant that a request works on.
     *
     * @param asked what it names, or null
     * @throws ProblemException {@code forbidden} if that is not in this scope
     */
    public TenantId tenantFor(@Nullable TenantId asked) {
        if (tenant == null) {
            return asked == null ? TenantId.DEFAULT : asked;
        }
        if (asked != null && !asked.equals(tenant)) {
            throw forbidden("this is not a tenant of yours");
        }
        return tenant;
    }

    /**
     * What of this scope lies in one tenant.
     *
     * @param asked the tenant, or null for all of it
     * @throws ProblemException {@code forbidden} if that is not in this scope
     */
    public Scope in(@Nullable TenantId asked) {
        return asked == null ? this : new Scope(role == Role.SYSTEM_ADMIN ? Role.TENANT_ADMIN : role, tenantFor(asked));
    }

    static ProblemException forbidden(String detail) {
        return Problem.of(ProblemType.FORBIDDEN, detail).exception();
    }
}
