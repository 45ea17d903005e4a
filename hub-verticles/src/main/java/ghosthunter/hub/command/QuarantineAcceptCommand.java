package ghosthunter.hub.command;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.ledger.Quarantine.Item;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quarantine accept}: the way out for what a key signed that is shut out. */
@Command(
        name = "accept",
        mixinStandardHelpOptions = true,
        description = {
            "Accept what an admitted locker signed with a revoked or replaced key, as untrusted evidence.",
            "It leaves the quarantine and never becomes a package; the custody of its package shows it, and that it is"
                    + " untrusted. All are accepted, or, if one of them is not of this kind, none."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar hub.jar quarantine accept 01985c2e-7f3a-7cc1-9d0a-2b6b5f1f0a11",
            "  java -jar hub.jar quarantine accept --locker LOCKER-001"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:one of the changes does not wait as untrusted, or the database cannot be used",
            "2:the command line or the settings are wrong"
        })
final class QuarantineAcceptCommand implements Callable<Integer> {
    /** Which of them. */
    static final class Which {
        @Parameters(arity = "1..*", paramLabel = "CHANGE", description = "The ids of changes, as the list shows them.")
        private List<UUID> changes = List.of();

        @Option(names = "--locker", paramLabel = "CODE", description = "All that waits untrusted of this locker.")
        private @Nullable String locker;
    }

    @ArgGroup(multiplicity = "1")
    private Which which;

    @Mixin
    private TenantOption tenant;

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        TenantId of = tenant.tenant();
        DeviceId device =
                which.locker == null ? null : tenant.device(which.locker).device();
        try (QuarantineSession session = QuarantineSession.open(config, of, spec)) {
            if (device != null) {
                session.require(new DeviceRef(of, device));
            }
            List<Item> waiting = session.waiting(of, device);
            List<Item> untrusted = waiting.stream().filter(Item::untrusted).toList();
            if (!QuarantineCommand.allWait(which.changes, waiting, spec) || !allUntrusted(waiting)) {
                return 1;
            }
            accept(session, device == null ? named(untrusted) : untrusted);
            return 0;
        }
    }

    private void accept(QuarantineSession session, List<Item> items) {
        Map<DeviceRef, List<Item>> byDevice =
                items.stream().collect(Collectors.groupingBy(Item::device, TreeMap::new, Collectors.toList()));
        byDevice.forEach((device, of) -> session.releaseUntrusted(device, of, true));
        PrintWriter out = spec.commandLine().getOut();
        out.println("accepted as untrusted evidence: " + items.size());
        out.flush();
    }

    private List<Item> named(List<Item> items) {
        return items.stream()
                .filter(item -> which.changes.contains(item.change()))
                .toList();
    }

    /** What broke a rule is no evidence of anybody: it is judged again or dismissed. */
    private boolean allUntrusted(List<Item> waiting) {
        List<Item> others =
                named(waiting).stream().filter(item -> !item.untrusted()).toList();
        PrintWriter err = spec.commandLine().getErr();
        others.forEach(item -> err.println(
                "change " + item.change() + " is signed by a good key; quarantine review or dismiss is for it"));
        err.flush();
        return others.isEmpty();
    }
}
