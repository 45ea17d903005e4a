package ghosthunter.hub.command;

import ghosthunter.codecs.locker.Expectation;
import ghosthunter.codecs.locker.LockerCommand;
import ghosthunter.codecs.locker.Work;
import ghosthunter.hub.entity.CommandDesk;
import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
    private TenantOption tenant;

    @Mixin
    private ConfigOption config;

    /** Sends it and prints what is known of it. */
    int send(CommandSpec spec, Work work, Expectation expect) {
        var order = new CommandDesk.Order(tenant.device(device).device(), work, expect, expires.toSeconds());
        try (EntitySession session = EntitySession.open(config, tenant.tenant(), spec)) {
            PrintWriter out = spec.commandLine().getOut();
            CommandShowCommand.print(session.send(order), out);
            return 0;
        }
    }
}
