package ghosthunter.hub.command;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.audit.Audit;
import ghosthunter.hub.audit.AuditReport;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.tenant.OwnDatabases;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code audit}: the independent check of all that is stored. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = {
            "Check all that is stored with an independent reader.",
            "It recomputes every hash from genesis, compares with the heads, verifies every signed statement, and replays the"
                    + " packages. It only reads, one snapshot, beside a running hub."
        },
        footerHeading = "%nExample:%n",
        footer = "  java -jar hub.jar audit && echo sound",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything is as it should be",
            "1:something is wrong, or the database cannot be read",
            "2:the command line or the settings are wrong"
        })
public final class AuditCommand implements Callable<Integer> {
    private static final long PROGRESS_EVERY = 100_000;

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        HubConfig settings = config.read(System.getenv()).config();
        try (CommandDatabase database =
                CommandDatabase.open(settings, spec.commandLine().getErr())) {
            long faults = audited(database.url());
            for (Map.Entry<TenantId, DatabaseUrl> own :
                    OwnDatabases.read(settings).entrySet()) {
                spec.commandLine().getOut().println("tenant " + own.getKey() + ", " + own.getValue() + ":");
                faults += audited(own.getValue());
            }
            return faults == 0 ? 0 : 1;
        }
    }

    private long audited(DatabaseUrl url) {
        AuditReport report = Audit.run(url, this::progress);
        print(report);
        return report.faults();
    }

    private void progress(String what, long checked) {
        if (checked % PROGRESS_EVERY == 0) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("audit: " + checked + " " + what + " …");
            err.flush();
        }
    }

    private void print(AuditReport report) {
        PrintWriter out = spec.commandLine().getOut();
        Table table = new Table("CHECKED", "COUNT", "FAULTS");
        for (AuditReport.Check check : report.checks()) {
            table.add(check.what(), Long.toString(check.checked()), Long.toString(check.faults()));
        }
        table.print(out);
        for (AuditReport.Check check : report.checks()) {
            check.told().forEach(fault -> out.println("fault: " + fault));
            if (check.faults() > check.told().size()) {
                out.println("fault: … and " + (check.faults() - check.told().size()) + " more of " + check.what());
            }
        }
        out.println("audit: faults=" + report.faults());
        out.flush();
    }
}
