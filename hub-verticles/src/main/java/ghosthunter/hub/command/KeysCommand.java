package ghosthunter.hub.command;

import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.identity.HubIdentity;
import ghosthunter.hub.identity.IdentityFile;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code keys}: the hub's own keys. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description = "The hub's own keys, with which it signs receipts and certificates.",
        footerHeading = "%nExamples:%n",
        footer = {"  java -jar hub.jar keys list", "  java -jar hub.jar keys rotate"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done", "2:the command line or the settings are wrong"})
public final class KeysCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say which: list or rotate.");
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "List the hub's own keys: the current one, the next, those that are retired.",
            footerHeading = "%nExample:%n",
            footer = "  java -jar hub.jar keys list",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:done", "1:not done", "2:the command line or the settings are wrong"})
    int list(@Mixin ConfigOption config) {
        print(IdentityFile.readOrCreate(settings(config).dataDir(), new SecureRandom(), now()));
        return 0;
    }

    @Command(
            name = "rotate",
            mixinStandardHelpOptions = true,
            description = {
                "The next key takes over at once, and another next one is made.",
                "A hub that runs on this data_dir follows within a second; copy hub-identity.json to nodes with another one."
                        + " Devices know the next key from their receipts; those that slept through ask for the signed"
                        + " succession. Old receipts stay valid."
            },
            footerHeading = "%nExample:%n",
            footer = "  java -jar hub.jar keys rotate",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:done", "1:not done", "2:the command line or the settings are wrong"})
    int rotate(@Mixin ConfigOption config) {
        HubConfig settings = settings(config);
        Instant now = now();
        HubIdentity before = IdentityFile.readOrCreate(settings.dataDir(), new SecureRandom(), now);
        HubIdentity after = rotated(settings, before, now);
        PrintWriter out = spec.commandLine().getOut();
        out.println("rotated: " + before.key().verifyKey().kid() + " retired");
        print(after);
        return 0;
    }

    private HubIdentity rotated(HubConfig settings, HubIdentity before, Instant now) {
        try (CommandDatabase database =
                        CommandDatabase.open(settings, spec.commandLine().getErr());
                OperatorSession audit = new OperatorSession(database.shared())) {
            return audit.audited(
                    "keys rotate",
                    new JsonObject().put("retired", before.key().verifyKey().kid()),
                    () -> IdentityFile.rotate(settings.dataDir(), new SecureRandom(), now));
        }
    }

    private static HubConfig settings(ConfigOption config) {
        HubConfig settings = config.read(System.getenv()).config();
        CommandDatabase.requireHub(settings);
        return settings;
    }

    private static Instant now() {
        return InstantSource.system().instant();
    }

    private void print(HubIdentity identity) {
        Table table = new Table("KEY", "STATE", "RETIRED (UTC)");
        table.add(identity.key().verifyKey().kid(), "current", "");
        table.add(identity.next().verifyKey().kid(), "next", "");
        identity.former()
                .forEach(former -> table.add(
                        former.key().kid(), "retired", former.retiredAt().toString()));
        PrintWriter out = spec.commandLine().getOut();
        out.println("hub: " + identity.hub());
        table.print(out);
        out.flush();
    }
}
