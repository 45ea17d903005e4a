package ghosthunter.hub.command;

import ghosthunter.codecs.locker.Expectation;
import ghosthunter.codecs.locker.LockerCommand;
import ghosthunter.codecs.locker.Work;
import ghosthunter.hub.entity.CommandDesk;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What commands to a locker share: which one, for how long. */
final class CommandTarget {
    @Parameters(index = "0", paramLabel = "LOCKER", description = "The code of the locker.")
    private String device;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            description = "How long it is good, 1s to 1d; the locker begins it in that time or never. Default: 5m.")
    private Duration expires = Duration.ofSeconds(LockerCommand.EXPIRES_S_DEFAULT);

    @Mixin
    private EntityOptions options;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    /** Sends it and prints what is known of it. */
    int send(Work work, Expectation expect) {
        long expiresS = expires.toSeconds();
        if (expiresS < 1 || expiresS > LockerCommand.EXPIRES_S_MAX) {
            throw new ParameterException(spec.commandLine(), "--expires: from 1s to 1d");
        }
        var order = new CommandDesk.Order(options.device(device), work, expect, expiresS);
        return options.run((session, out) -> CommandShowCommand.print(session.send(order), out));
    }
}
