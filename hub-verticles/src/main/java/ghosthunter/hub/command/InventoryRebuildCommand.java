package ghosthunter.hub.command;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.audit.StockRebuild;
import ghosthunter.hub.config.HubConfig;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code inventory rebuild}: the stock anew, from the ledger. */
@Command(
        name = "rebuild",
        mixinStandardHelpOptions = true,
        description = {
            "Derive every movement anew from the ledger and sum them up; tell each difference, and put it right.",
            "Works beside a running hub: it takes the lock of each stock that it puts right."
        },
        footerHeading = "%nExample:%n",
        footer = "  java -jar hub.jar inventory rebuild --check && echo sound",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done; with --check: and nothing differs",
            "1:with --check: something differs; or the database cannot be used",
            "2:the command line or the settings are wrong"
        })
final class InventoryRebuildCommand implements Callable<Integer> {
    @Option(names = "--check", description = "Tell the differences and change nothing.")
    private boolean check;

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
        PrintWriter out = spec.commandLine().getOut();
        try (CommandDatabase database =
                CommandDatabase.open(settings, of, spec.commandLine().getErr())) {
            long differences = check ? rebuild(settings, of, database) : audited(settings, of, database);
            out.println("inventory: differences=" + differences + (check || differences == 0 ? "" : ", put right"));
            out.flush();
            return check && differences > 0 ? 1 : 0;
        }
    }

    private long audited(HubConfig settings, TenantId of, CommandDatabase database) {
        try (OperatorSession audit = new OperatorSession(database.shared())) {
            return audit.audited(
                    "inventory rebuild",
                    new JsonObject().put("tenant", of.value()),
                    () -> rebuild(settings, of, database));
        }
    }

    private long rebuild(HubConfig settings, TenantId of, CommandDatabase database) {
        return StockRebuild.run(
                database.url(),
                of,
                settings.entities(),
                !check,
                difference -> spec.commandLine().getOut().println(difference));
    }
}
