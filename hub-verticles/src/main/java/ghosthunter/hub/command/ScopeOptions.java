package ghosthunter.hub.command;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.operator.Role;
import ghosthunter.hub.operator.Scope;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What somebody is to be allowed, and where. */
final class ScopeOptions {
    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description = "viewer, operator, tenant-admin or system-admin. Default: ${DEFAULT-VALUE}.")
    private String role = Role.VIEWER.slug();

    @Option(
            names = "--tenant",
            paramLabel = "TENANT",
            description = "The tenant; a system-admin has none. Default: default.")
    private @Nullable String tenant;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    /** The scope; texts that make none are an error of the command line. */
    Scope scope() {
        try {
            return Scope.of(Role.parse(role), tenant == null ? null : new TenantId(tenant));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--role, --tenant: " + e.getMessage());
        }
    }
}
