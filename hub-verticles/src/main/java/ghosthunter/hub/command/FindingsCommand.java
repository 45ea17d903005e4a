package ghosthunter.hub.command;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.command.Blocking;
import ghosthunter.codecs.problem.Printable;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.finding.Finding;
import ghosthunter.hub.finding.FindingDesk;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code findings}: what an operator must see. */
@Command(
        name = "findings",
        mixinStandardHelpOptions = true,
        description = {
            "List what an operator must see: gaps, forks, conflicts, changes that break a rule.",
            "Newest first. README, Troubleshooting, says what each kind means and what to do. A gap, and poison that left the"
                    + " quarantine, close by themselves; the others when somebody says why."
        },
        subcommands = FindingsCloseCommand.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar hub.jar findings",
            "  java -jar hub.jar findings --locker LOCKER-001 --all",
            "  java -jar hub.jar findings close 17 --reason 'card was swapped, ticket 4711'"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the database cannot be used", "2:the command line or the settings are wrong"})
public final class FindingsCommand implements Callable<Integer> {
    private static final int DETAIL_CHARS_MAX = 100;

    @Option(names = "--locker", paramLabel = "CODE", description = "Only of this locker.")
    private @Nullable String locker;

    /** Which of them. */
    static final class State {
        @Option(names = "--open", description = "Those that are open; the default.")
        @SuppressWarnings("UnusedVariable") // It says aloud what is so anyway.
        private boolean open;

        @Option(names = "--all", description = "Closed ones too, with who closed them and why.")
        private boolean all;
    }

    @ArgGroup
    private @Nullable State state;

    @Mixin
    private TenantOption tenant;

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        TenantId of = tenant.tenant();
        DeviceId device = locker == null ? null : tenant.device(locker).device();
        HubConfig settings = config.read(System.getenv()).config();
        try (CommandDatabase database =
                        CommandDatabase.open(settings, of, spec.commandLine().getErr());
                DirectorySession session = new DirectorySession(settings, database.url())) {
            boolean all = state != null && state.all;
            print(Blocking.await(session.findings().page(of, device, all, Long.MAX_VALUE, FindingDesk.PAGE_MAX)), all);
            return 0;
        }
    }

    private void print(List<Finding> findings, boolean all) {
        PrintWriter out = spec.commandLine().getOut();
        if (findings.isEmpty()) {
            out.println(all ? "there is no finding" : "no finding is open");
            out.flush();
            return;
        }
        Table table = new Table("ID", "LAST SEEN (UTC)", "LOCKER", "KIND", "SUBJECT", "COUNT", "STATE", "DETAIL");
        for (Finding finding : findings) {
            table.add(
                    Long.toString(finding.id()),
                    Facts.second(finding.lastAt()),
                    finding.device(),
                    finding.kind(),
                    Printable.of(finding.subject()),
                    Long.toString(finding.count()),
                    state(finding.closed()),
                    detail(finding));
        }
        table.print(out);
        if (findings.size() == FindingDesk.PAGE_MAX) {
            out.println("… these are the newest " + FindingDesk.PAGE_MAX + "; GET /v1/findings has them all");
        }
        out.flush();
    }

    private static String state(Finding.@Nullable Closed closed) {
        if (closed == null) {
            return "open";
        }
        return closed.by() == null ? "closed by itself" : "closed by " + closed.by() + ": " + closed.because();
    }

    private static String detail(Finding finding) {
        String detail = Printable.of(finding.detail().encode());
        return detail.length() > DETAIL_CHARS_MAX ? detail.substring(0, DETAIL_CHARS_MAX) + "…" : detail;
    }
}
