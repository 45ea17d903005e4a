package ghosthunter.hub.command;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.id.Hash;
import io.vertx.core.json.JsonObject;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which locker, and perhaps which of its keys, a command is about. */
final class LockerOptions {
    @Parameters(paramLabel = "CODE", description = "The code of the locker, such as LOCKER-001.")
    private String code;

    @Mixin
    private TenantOption tenant;

    @Option(names = "--kid", paramLabel = "KID", description = "One of its keys. Default: all that it concerns.")
    private @Nullable String kid;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    DeviceRef device() {
        return tenant.device(code);
    }

    @Nullable
    String kid() {
        String text = kid;
        return text == null ? null : parsed(() -> Hash.parse(text)).toString();
    }

    /** For the audit. */
    JsonObject detail() {
        return new JsonObject().put("tenant", device().tenant().value()).put("kid", kid());
    }

    private <T> T parsed(Supplier<T> parse) {
        try {
            return parse.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }
}
