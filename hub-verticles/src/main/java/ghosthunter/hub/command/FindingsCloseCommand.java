package ghosthunter.hub.command;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.command.Blocking;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.finding.Finding;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code findings close}: somebody looked, and says what came of it. */
@Command(
        name = "close",
        mixinStandardHelpOptions = true,
        description = {
            "Close a finding that somebody has looked into, with the reason.",
            "Nothing but the finding changes. If it shows again, it is open again."
        },
        footerHeading = "%nExample:%n",
        footer = "  java -jar hub.jar findings close 17 --reason 'card was swapped, ticket 4711'",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:no such finding is open, or the database cannot be used",
            "2:the command line or the settings are wrong"
        })
final class FindingsCloseCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "The number of the finding, as the list shows it.")
    private long id;

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "TEXT",
            description = "What came of it, up to 300 characters; for those who look later.")
    private String reason;

    @Mixin
    private TenantOption tenant;

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        TenantId of = tenant.tenant();
        HubConfig settings = config.read(System.getenv()).config();
        try (CommandDatabase database =
                        CommandDatabase.open(settings, of, spec.commandLine().getErr());
                DirectorySession session = new DirectorySession(settings, database.url());
                OperatorSession audit = new OperatorSession(database.shared())) {
            Finding closed = audit.audited(
                    "findings close " + id,
                    new JsonObject().put("tenant", of.value()).put("reason", reason),
                    () -> Blocking.await(session.findings().close(of, id, audit.actor(), reason)));
            PrintWriter out = spec.commandLine().getOut();
            out.println("closed: finding " + id + ", " + closed.kind() + " of " + closed.device());
            out.flush();
            return 0;
        }
    }
}
