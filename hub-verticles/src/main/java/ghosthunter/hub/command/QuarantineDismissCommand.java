package ghosthunter.hub.command;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.ledger.Key;
import ghosthunter.hub.ledger.Quarantine.Item;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quarantine dismiss}: gives changes up, so that those behind them pass. */
@Command(
        name = "dismiss",
        mixinStandardHelpOptions = true,
        description = {
            "Give changes up: they stay in the ledger and are never projected.",
            "Later changes of their keys that waited behind them are judged again. All are given up, or, if one of them"
                    + " does not wait, none."
        },
        footerHeading = "%nExample:%n",
        footer = "  java -jar hub.jar quarantine dismiss 01985c2e-7f3a-7cc1-9d0a-2b6b5f1f0a11",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:one of the changes does not wait in quarantine, or the database cannot be used",
            "2:the command line or the settings are wrong"
        })
final class QuarantineDismissCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "CHANGE", description = "The ids of changes, as the list shows them.")
    private List<UUID> changes;

    @Mixin
    private TenantOption tenant;

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        TenantId of = tenant.tenant();
        try (QuarantineSession session = QuarantineSession.open(config, of, spec)) {
            List<Item> waiting = session.waiting(of, null);
            return QuarantineCommand.allWait(changes, waiting, spec) && dismiss(session, waiting) ? 0 : 1;
        }
    }

    private boolean dismiss(QuarantineSession session, List<Item> waiting) {
        Map<DeviceRef, List<Item>> byDevice = waiting.stream()
                .filter(item -> changes.contains(item.change()))
                .collect(Collectors.groupingBy(Item::device, TreeMap::new, Collectors.toList()));
        boolean all = true;
        for (Map.Entry<DeviceRef, List<Item>> of : byDevice.entrySet()) {
            all &= dismiss(session, of.getKey(), of.getValue());
        }
        return all;
    }

    /** A review reads the oldest only, so that what it did is looked up. */
    private boolean dismiss(QuarantineSession session, DeviceRef device, List<Item> items) {
        List<Item> untrusted = items.stream().filter(Item::untrusted).toList();
        Set<Key.Entry> judged = items.stream()
                .filter(item -> !item.untrusted())
                .map(Item::place)
                .collect(Collectors.toSet());
        if (!untrusted.isEmpty()) {
            session.releaseUntrusted(device, untrusted, false);
        }
        if (!judged.isEmpty()) {
            session.review(device, judged);
        }
        Set<Key.Entry> left = session.waiting(device.tenant(), device.device()).stream()
                .map(Item::place)
                .collect(Collectors.toSet());
        items.forEach(item -> say(item, !left.contains(item.place())));
        return items.stream().noneMatch(item -> left.contains(item.place()));
    }

    private void say(Item item, boolean dismissed) {
        PrintWriter out = spec.commandLine().getOut();
        String about = item.type() == null ? "a line that tells no key" : item.type() + " " + item.key();
        String what = dismissed ? "dismissed " : "still waiting behind 1,000 older changes: ";
        out.println(what + item.change() + ": " + about + " of " + item.device().device());
        out.flush();
    }
}
