package ghosthunter.hub.command;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.directory.LockerSummary;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lockers}: what each locker last told, and what is open. */
@Command(
        name = "lockers",
        mixinStandardHelpOptions = true,
        description = "List the lockers: last seen, pending, battery, open findings, changes in quarantine.",
        footerHeading = "%nExample:%n",
        footer = "  java -jar hub.jar lockers --tenant default")
public final class LockersCommand implements Callable<Integer> {
    private static final int PAGE = 500;

    @Option(names = "--tenant", paramLabel = "TENANT", description = "Default: ${DEFAULT-VALUE}.")
    private String tenant = TenantId.DEFAULT.value();

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        TenantId id = tenant();
        HubConfig settings = config.read(System.getenv()).config();
        try (CommandDatabase database =
                        CommandDatabase.open(settings, spec.commandLine().getErr());
                DirectorySession session = new DirectorySession(settings, database.url())) {
            print(all(session, id));
            return 0;
        }
    }

    private TenantId tenant() {
        try {
            return new TenantId(tenant);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private static List<LockerSummary> all(DirectorySession session, TenantId tenant) {
        List<LockerSummary> all = new ArrayList<>();
        List<LockerSummary> page;
        do {
            DeviceId after = all.isEmpty() ? null : all.get(all.size() - 1).device();
            page = session.await(session.directory().lockers(tenant, after, PAGE));
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
