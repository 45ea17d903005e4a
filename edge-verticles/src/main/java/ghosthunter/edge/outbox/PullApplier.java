package ghosthunter.edge.outbox;

import ghosthunter.codecs.exchange.Down;
import ghosthunter.codecs.exchange.DownLine;
import ghosthunter.edge.outbox.OutboxCommand.ApplyPull;
import ghosthunter.edge.outbox.OutboxReply.Pulled;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Applies what the hub sends down, all of a page and its cursor, in the transaction of the caller. */
final class PullApplier {
    private final Tables tables;
    private final CommandRecorder commands;

    PullApplier(Tables tables, CommandRecorder commands) {
        this.tables = tables;
        this.commands = commands;
    }

    Future<OutboxReply> apply(ApplyPull command) {
        Down down = command.down();
        Optional<List<DownLine>> lines = DownLine.read(down, command.lines());
        if (lines.isEmpty()) {
            return Future.succeededFuture(new Pulled(false, 0, true));
        }
        return tables.store()
                .read()
                .compose(store -> tables.pulls()
                        .read(store.epoch())
                        .compose(state -> follows(command, store, state)
                                ? apply(command, lines.get(), store, state)
                                        .map(done ->
                                                new Pulled(true, lines.get().size(), down.more()))
                                : Future.succeededFuture(new Pulled(true, 0, true))));
    }

    /** Whether the page goes on where this device stands; a new epoch, or one to read anew, begins elsewhere. */
    private static boolean follows(ApplyPull command, StoreRow store, PullTable.State state) {
        return command.epoch().equals(store.epoch()) && Objects.equals(command.from(), state.cursor());
    }

    private Future<Void> apply(ApplyPull command, List<DownLine> lines, StoreRow store, PullTable.State before) {
        Down down = command.down();
        String scan = down.scan();
        List<DownLine> newest = newestPerEntity(lines);
        Future<Void> begun = scan == null || scan.equals(before.scanId())
                ? Future.succeededFuture()
                : tables.mirror().beginScan(scan, store.settledExchange());
        return begun.compose(done -> tables.mirror()
                        .say(newest.stream().filter(line -> !isGone(line)).toList(), scan))
                .compose(done -> commands.hear(newest, command.heard()))
                .compose(done -> tables.mirror()
                        .remove(newest.stream().filter(PullApplier::isGone).toList()))
                .compose(done -> scan == null || !down.scanEnd()
                        ? Future.succeededFuture(new PullTable.State(down.cursor(), scan))
                        : tables.mirror().endScan(scan).map(spared -> afterScan(down, spared)))
                .compose(after -> tables.pulls().save(command.epoch(), after));
    }

    /** A scan that left something open is followed by another. */
    private static PullTable.State afterScan(Down down, int spared) {
        return new PullTable.State(spared == 0 ? down.cursor() : null, null);
    }

    private static boolean isGone(DownLine line) {
        return line.kind() == DownLine.Kind.GONE;
    }

    private static List<DownLine> newestPerEntity(List<DownLine> lines) {
        Map<Map.Entry<String, String>, DownLine> newest = new LinkedHashMap<>();
        lines.forEach(line -> newest.merge(Map.entry(line.type(), line.key()), line, PullApplier::newer));
        return List.copyOf(newest.values());
    }

    private static DownLine newer(DownLine before, DownLine after) {
        return !isGone(after) && after.version() < before.version() ? before : after;
    }
}
