package ghosthunter.hub.command;

import ghosthunter.codecs.locker.CentreSettings;
import ghosthunter.codecs.locker.Expectation;
import ghosthunter.codecs.locker.Work;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code command settings}: what the centre may set. */
@Command(
        name = "settings",
        mixinStandardHelpOptions = true,
        description = {
            "Set settings of a locker: all that the centre may set, at once.",
            "They hold at once and after a restart; what is not named is as the locker's own file says."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar hub.jar command settings LOCKER-001 --sync-interval 60s",
            "  java -jar hub.jar command settings LOCKER-001"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it is on its way; command show tells what became of it",
            "1:no such locker, it never came, or too much waits for it",
            "2:the command line or the settings are wrong"
        })
final class CommandSettingsCommand implements Callable<Integer> {
    @Mixin
    private CommandTarget target;

    @Option(
            names = "--sync-interval",
            paramLabel = "TIME",
            description = "The wait while something is pending, 1s to 1h.")
    private @Nullable Duration interval;

    @Option(names = "--sync-heartbeat", paramLabel = "TIME", description = "The wait while nothing is, 1s to 1d.")
    private @Nullable Duration heartbeat;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        CentreSettings settings;
        try {
            settings = new CentreSettings(seconds(interval), seconds(heartbeat));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
        return target.send(new Work.Set(settings), Expectation.NONE);
    }

    private static @Nullable Long seconds(@Nullable Duration duration) {
        return duration == null ? null : (Long) duration.toSeconds();
    }
}
