package ghosthunter.hub.command;

import ghosthunter.codecs.change.DeviceId;
import java.io.PrintWriter;
import java.util.function.BiConsumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What commands share that work on entities of a tenant: which tenant, which hub, and how they begin and end. */
final class EntityOptions {
    @Mixin
    private TenantOption tenant;

    @Mixin
    private ConfigOption config;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    /**
     * Does the work.
     *
     * @param work with the session, and where it says what it found
     * @return the exit code of a command that did it; what goes wrong is thrown
     */
    int run(BiConsumer<EntitySession, PrintWriter> work) {
        PrintWriter out = spec.commandLine().getOut();
        try (EntitySession session = EntitySession.open(config, tenant.tenant(), spec)) {
            work.accept(session, out);
        }
        out.flush();
        return 0;
    }

    /** A device by its code; a text that is none is an error of the command line. */
    DeviceId device(String code) {
        return tenant.device(code).device();
    }

    ConfigOption config() {
        return config;
    }
}
