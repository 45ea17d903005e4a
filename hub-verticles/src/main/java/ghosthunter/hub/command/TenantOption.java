package ghosthunter.hub.command;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The option of every command that works on one tenant. */
final class TenantOption {
    @Option(names = "--tenant", paramLabel = "TENANT", description = "The tenant. Default: ${DEFAULT-VALUE}.")
    private String tenant = TenantId.DEFAULT.value();

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    /** The tenant; a text that is none is an error of the command line. */
    TenantId tenant() {
        try {
            return new TenantId(tenant);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "'" + tenant + "': " + e.getMessage());
        }
    }

    /** A device of the tenant by its code; a text that is none is an error of the command line. */
    DeviceRef device(String code) {
        TenantId of = tenant();
        try {
            return new DeviceRef(of, new DeviceId(code));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "'" + code + "': " + e.getMessage());
        }
    }
}
