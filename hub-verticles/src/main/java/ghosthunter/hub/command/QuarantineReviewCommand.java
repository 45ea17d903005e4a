package ghosthunter.hub.command;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.ledger.Quarantine.Item;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quarantine review}: judges again what waits. */
@Command(
        name = "review",
        mixinStandardHelpOptions = true,
        description = {
            "Judge again what waits in quarantine, of all lockers or of some.",
            "For after an upgrade, or when what was in the way is gone. What passes now is projected as if it had just"
                    + " arrived. Of each locker the 1,000 oldest changes."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  java -jar hub.jar quarantine review", "  java -jar hub.jar quarantine review LOCKER-001 LOCKER-002"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, and nothing waits any more",
            "1:something still waits, there is no such locker, or the database cannot be used",
            "2:the command line or the settings are wrong"
        })
final class QuarantineReviewCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "CODE", description = "The codes of lockers. Default: all that have some.")
    private List<String> codes = List.of();

    @Mixin
    private TenantOption tenant;

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        TenantId of = tenant.tenant();
        Set<String> named = codes.stream()
                .map(code -> tenant.device(code).device().value())
                .collect(Collectors.toCollection(TreeSet::new));
        try (QuarantineSession session = QuarantineSession.open(config, of, spec)) {
            named.forEach(code -> session.require(tenant.device(code)));
            Set<String> reviewed = named.isEmpty() ? lockers(session.waiting(of, null)) : named;
            int waiting = 0;
            for (String code : reviewed) {
                waiting += review(session, tenant.device(code));
            }
            say(reviewed.isEmpty() ? "nothing waits in quarantine" : "still waiting: " + waiting);
            return waiting == 0 ? 0 : 1;
        }
    }

    private int review(QuarantineSession session, DeviceRef device) {
        int before = session.waiting(device.tenant(), device.device()).size();
        session.review(device, Set.of());
        List<Item> after = session.waiting(device.tenant(), device.device());
        say(device.device() + ": " + Math.max(0, before - after.size()) + " of " + before + " left the quarantine");
        long untrusted = after.stream().filter(Item::untrusted).count();
        if (untrusted > 0) {
            say(device.device() + ": " + untrusted + " untrusted; quarantine accept or dismiss decides on them");
        }
        return after.size();
    }

    private static Set<String> lockers(List<Item> waiting) {
        return waiting.stream()
                .map(item -> item.device().device().value())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
