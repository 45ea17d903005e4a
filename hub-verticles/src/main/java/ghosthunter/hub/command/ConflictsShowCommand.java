package ghosthunter.hub.command;

import ghosthunter.codecs.problem.Printable;
import ghosthunter.hub.entity.Stored;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code conflicts show}: one conflict with all that is known of it. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Show one conflict: both versions, what both began from, who decided, and its history.",
        footerHeading = "%nExample:%n",
        footer = "  java -jar hub.jar conflicts show 1f0c2a9e-5b7d-8c11-9d0a-2b6b5f1f0a11",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:there is no such conflict, or the database cannot be used",
            "2:the command line or the settings are wrong"
        })
final class ConflictsShowCommand implements Callable<Integer> {
    @Parameters(paramLabel = "CONFLICT", description = "The id of the conflict, as the list shows it.")
    private UUID id;

    @Mixin
    private TenantOption tenant;

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try (EntitySession session = EntitySession.open(config, tenant.tenant(), spec)) {
            print(session.conflict(id));
            return 0;
        }
    }

    private void print(Stored.History history) {
        PrintWriter out = spec.commandLine().getOut();
        Stored.Conflict conflict = history.conflict();
        out.println("conflict  " + conflict.id());
        out.println("about     " + conflict.type() + " " + Printable.of(conflict.key()) + ", now version "
                + conflict.entityVersion());
        out.println("change    " + conflict.change() + ", " + conflict.op() + " by " + conflict.device());
        out.println("base      version " + conflict.baseVersion() + " " + text(conflict.base()));
        out.println("current   version " + conflict.currentVersion() + " " + text(conflict.current()));
        out.println("incoming  " + text(conflict.incoming()));
        out.println("decided   " + conflict.outcome() + ", tier " + conflict.tier() + ", rule " + conflict.rule()
                + ", confidence " + conflict.confidence());
        out.println("result    " + text(conflict.result()));
        if (conflict.reason() != null) {
            out.println("reason    " + Printable.of(conflict.reason()));
        }
        for (Stored.Event event : history.events()) {
            out.println("  " + QuarantineCommand.second(event.at()) + "  " + event.what() + " by "
                    + Printable.of(event.actor()) + " " + text(event.detail()));
        }
        out.flush();
    }

    private static String text(@Nullable JsonObject json) {
        return json == null ? "-" : QuarantineShowCommand.readable(json.encode());
    }
}
