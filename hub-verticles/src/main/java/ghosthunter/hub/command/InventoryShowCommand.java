package ghosthunter.hub.command;

import ghosthunter.codecs.entity.EntityType;
import ghosthunter.codecs.problem.Printable;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.entity.EntityDesk;
import ghosthunter.hub.entity.Stored;
import ghosthunter.hub.ledger.Counters;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code inventory show}: the stock of counters. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "List the stock of every counter, or of those of one type.",
        footerHeading = "%nExample:%n",
        footer = "  java -jar hub.jar inventory show inventory",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the database cannot be used", "2:the command line or the settings are wrong"})
final class InventoryShowCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "TYPE", description = "Only of this entity type.")
    private @Nullable String type;

    @Mixin
    private EntityOptions options;

    @Override
    public Integer call() {
        return show(options, type);
    }

    static int show(EntityOptions options, @Nullable String only) {
        List<EntityType> counters = options.config().read(System.getenv()).config().entities().types().stream()
                .filter(Counters::isCounter)
                .filter(type -> only == null || type.name().equals(only))
                .toList();
        if (only != null && counters.isEmpty()) {
            throw Problem.of(ProblemType.NOT_FOUND, "there is no counter type " + only)
                    .exception();
        }
        return options.run((session, out) -> {
            Table table = new Table("TYPE", "KEY", "STOCK", "VERSION", "CHANGED (UTC)", "BY");
            counters.forEach(type -> add(table, type, session));
            table.print(out);
        });
    }

    private static void add(Table table, EntityType type, EntitySession session) {
        List<Stored.Entity> page = session.entities(type.name(), null);
        while (!page.isEmpty()) {
            page.forEach(entity -> add(table, type, entity));
            boolean more = page.size() == EntityDesk.PAGE_MAX;
            page = more
                    ? session.entities(type.name(), page.get(page.size() - 1).key())
                    : List.of();
        }
    }

    private static void add(Table table, EntityType type, Stored.Entity entity) {
        table.add(
                type.name(),
                Printable.of(entity.key()),
                String.valueOf(entity.data().getValue(type.fields().count())),
                Long.toString(entity.version()),
                Facts.second(entity.updatedAt()),
                entity.device());
    }
}
