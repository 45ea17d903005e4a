package ghosthunter.hub.command;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.command.Blocking;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.directory.LockerSummary;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lockers}: what each locker last told, and what is open. */
@Command(
        name = "lockers",
        mixinStandardHelpOptions = true,
        description = "List the lockers: last seen, pending, battery, open findings, changes in quarantine.",
        footerHeading = "%nExample:%n",
        footer = "  java -jar hub.jar lockers --tenant default",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the database cannot be used", "2:the command line or the settings are wrong"})
public final class LockersCommand implements Callable<Integer> {
    private static final int PAGE = 500;

    @Mixin
    private TenantOption tenant;

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        TenantId id = tenant.tenant();
        HubConfig settings = config.read(System.getenv()).config();
        try (CommandDatabase database =
                        CommandDatabase.open(settings, id, spec.commandLine().getErr());
                DirectorySession session = new DirectorySession(settings, database.url())) {
            print(all(session, id));
            return 0;
        }
    }

    private static List<LockerSummary> all(DirectorySession session, TenantId tenant) {
        List<LockerSummary> all = new ArrayList<>();
        List<LockerSummary> page;
        do {
            DeviceId after = all.isEmpty() ? null : all.get(all.size() - 1).device();
            page = Blocking.await(session.directory().lockers(tenant, after, PAGE));
            all.addAll(page);
        } while (page.size() == PAGE);
        return all;
    }

    private void print(List<LockerSummary> lockers) {
        Table table = new Table("LOCKER", "KIND", "LAST SEEN (UTC)", "PENDING", "BATTERY", "FINDINGS", "QUARANTINED");
        for (LockerSummary locker : lockers) {
            table.add(
                    locker.device().value(),
                    locker.kind(),
                    locker.lastSeenAt() == null
                            ? "never"
                            : locker.lastSeenAt()
                                    .truncatedTo(ChronoUnit.SECONDS)
                                    .toString(),
                    Long.toString(locker.pending()),
                    locker.batteryPct() == null ? "-" : locker.batteryPct() + " %",
                    Long.toString(locker.openFindings()),
                    Long.toString(locker.quarantined()));
        }
        table.print(spec.commandLine().getOut());
    }
}
