package ghosthunter.hub.command;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.ledger.Quarantine.Item;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quarantine}: what is recorded and acknowledged but breaks a rule, and its exits. */
@Command(
        name = "quarantine",
        mixinStandardHelpOptions = true,
        description = {
            "List the changes that wait in quarantine: recorded and acknowledged, but not projected, with the reason.",
            "The ledger keeps them as they are, whatever is decided here."
        },
        subcommands = {
            QuarantineShowCommand.class,
            QuarantineReviewCommand.class,
            QuarantineAcceptCommand.class,
            QuarantineDismissCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar hub.jar quarantine",
            "  java -jar hub.jar quarantine --locker LOCKER-001",
            "  java -jar hub.jar quarantine show 01985c2e-7f3a-7cc1-9d0a-2b6b5f1f0a11",
            "  java -jar hub.jar quarantine review",
            "  java -jar hub.jar quarantine accept --locker LOCKER-001",
            "  java -jar hub.jar quarantine dismiss 01985c2e-7f3a-7cc1-9d0a-2b6b5f1f0a11"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done; review: and nothing waits any more",
            "1:no such change, something still waits after a review, or the database cannot be used",
            "2:the command line or the settings are wrong"
        })
public final class QuarantineCommand implements Callable<Integer> {
    @Option(names = "--locker", paramLabel = "CODE", description = "Only of this locker.")
    private @Nullable String locker;

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
        try (QuarantineSession session = QuarantineSession.open(config, of, spec)) {
            if (device != null) {
                session.require(new DeviceRef(of, device));
            }
            print(session.waiting(of, device));
            return 0;
        }
    }

    private void print(List<Item> waiting) {
        PrintWriter out = spec.commandLine().getOut();
        if (waiting.isEmpty()) {
            out.println("nothing waits in quarantine");
            out.flush();
            return;
        }
        Table table = new Table("SINCE (UTC)", "LOCKER", "TYPE", "KEY", "CHANGE", "REASON");
        for (Item item : waiting) {
            table.add(
                    Facts.second(item.since()),
                    item.device().device().value(),
                    Objects.requireNonNullElse(item.type(), "?"),
                    Objects.requireNonNullElse(item.key(), "?"),
                    item.change().toString(),
                    item.reason());
        }
        table.print(out);
        if (waiting.size() == QuarantineSession.ROWS_MAX) {
            out.println("… these are the oldest " + QuarantineSession.ROWS_MAX);
        }
        out.flush();
    }

    /** Whether each of them waits; those that do not are told. */
    static boolean allWait(List<UUID> changes, List<Item> waiting, CommandSpec spec) {
        PrintWriter err = spec.commandLine().getErr();
        List<UUID> missing = changes.stream()
                .filter(change ->
                        waiting.stream().noneMatch(item -> item.change().equals(change)))
                .toList();
        missing.forEach(change -> err.println("change " + change + " does not wait in quarantine"));
        err.flush();
        return missing.isEmpty();
    }
}
