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
import picocli.CommandLine.Parameters;

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
    private EntityOptions options;

    @Override
    public Integer call() {
        return options.run((session, out) -> print(session.conflict(id), out));
    }

    private static void print(Stored.History history, PrintWriter out) {
        Facts facts = new Facts(out);
        Stored.Conflict conflict = history.conflict();
        facts.add("conflict", conflict.id().toString());
        facts.add("about", conflict.type() + " " + Printable.of(conflict.key()));
        facts.add("change", conflict.change() + ", " + conflict.op() + " by " + conflict.device());
        facts.add(
                "base",
                "version " + conflict.baseVersion() + ", which the change began from: " + text(conflict.base()));
        facts.add(
                "current",
                "version " + conflict.currentVersion() + ", when the change came: " + text(conflict.current()));
        facts.add("incoming", text(conflict.incoming()));
        facts.add(
                "decided",
                conflict.outcome() + ", tier " + conflict.tier() + ", rule " + conflict.rule() + ", confidence "
                        + Math.round(100 * conflict.confidence()) + " %");
        facts.add("result", text(conflict.result()));
        facts.add(
                "now",
                "version " + conflict.entityVersion() + (conflict.isPending() ? ", for --at-version of resolve" : ""));
        facts.addSaid("reason", conflict.reason());
        for (Stored.Event event : history.events()) {
            out.println("  " + Facts.second(event.at()) + "  " + event.what() + " by " + Printable.of(event.actor())
                    + " " + text(event.detail()));
        }
    }

    private static String text(@Nullable JsonObject json) {
        return json == null ? "-" : Facts.readable(json.encode());
    }
}
