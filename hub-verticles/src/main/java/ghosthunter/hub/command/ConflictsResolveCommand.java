package ghosthunter.hub.command;

import ghosthunter.codecs.settings.Settings.SettingsException;
import ghosthunter.hub.entity.CentreWriter;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code conflicts resolve}: somebody decides. */
@Command(
        name = "resolve",
        mixinStandardHelpOptions = true,
        description = {
            "Decide a conflict. The winner becomes a new version that goes to every device.",
            "A conflict that is decided already, or an entity that moved on since it was looked at, changes nothing."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar hub.jar conflicts resolve ID --use incoming --at-version 7",
            "  java -jar hub.jar conflicts resolve ID --data '{\"price\":12}' --at-version 7"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:it is decided already, the entity moved on, the data break a rule, or the database cannot be used",
            "2:the command line or the settings are wrong"
        })
final class ConflictsResolveCommand implements Callable<Integer> {
    /** The two versions that there are. */
    enum Use {
        incoming,
        current
    }

    /** What shall be. */
    static final class Winner {
        @Option(names = "--use", required = true, paramLabel = "SIDE", description = "incoming or current.")
        private @Nullable Use use;

        @Option(names = "--data", required = true, paramLabel = "JSON", description = "Neither of the two, but this.")
        private @Nullable String data;
    }

    @Parameters(paramLabel = "CONFLICT", description = "The id of the conflict, as the list shows it.")
    private UUID id;

    @ArgGroup(multiplicity = "1")
    private Winner winner;

    @Option(
            names = "--at-version",
            required = true,
            paramLabel = "N",
            description = "The version of the entity that the list showed.")
    private long version;

    @Mixin
    private EntityOptions options;

    @Override
    public Integer call() {
        CentreWriter.Decision decision = decision();
        return options.run((session, out) -> {
            session.resolve(id, decision);
            out.println("resolved: conflict " + id + ", " + decision.use());
        });
    }

    private CentreWriter.Decision decision() {
        if (winner.use != null) {
            return new CentreWriter.Decision(winner.use.name(), null, version);
        }
        try {
            return new CentreWriter.Decision("data", new JsonObject(winner.data), version);
        } catch (DecodeException e) {
            throw new SettingsException(List.of("--data: is no JSON object"));
        }
    }
}
