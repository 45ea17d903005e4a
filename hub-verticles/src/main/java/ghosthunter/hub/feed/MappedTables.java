package ghosthunter.hub.feed;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes entities of the rows of mapped tables, in the session that feeds. Of rows that the log names it writes those that differ; a
 * whole table is compared when the feed begins, when the log did not say which rows changed, and at intervals where there is no log
 * to read. One whose rows cannot be read stops no other: it is compared when they can. Of one thread.
 */
final class MappedTables {
    /** Rows that are written in one transaction. */
    static final int PAGE = 1_000;

    /** Between two comparisons of a table where there is no log, at least, milliseconds. */
    private static final long POLL_MS_MIN = 1_000;

    /** A table is compared for a twentieth of the time at most. */
    private static final int REST_FACTOR = 20;

    /** Before a table that could not be read is looked at again, milliseconds. */
    private static final long BROKEN_MS = 60_000;

    private static final long MS = 1_000_000;
    private static final Logger LOG = LoggerFactory.getLogger(MappedTables.class);

    private final Session session;
    private final FeedSettings settings;
    private final FeedFigures figures;
    private final LongSupplier nanoTime;
    private final Map<String, Followed> tables = new LinkedHashMap<>();

    private MappedTables(Session session, FeedSettings settings, FeedFigures figures, LongSupplier nanoTime) {
        this.session = session;
        this.settings = settings;
        this.figures = figures;
        this.nanoTime = nanoTime;
    }

    /** A table. */
    private static final class Followed {
        private @Nullable Mapping mapping;
        private boolean due = true;
        private boolean broken;
        private long restsUntilNanos;
        private long leftOut;
    }

    /** Rows that are asked for: keys of entities, or where those follow from them, the columns of the rows' keys. */
    private record Asked(@Nullable String key, List<@Nullable String> values) {}

    /** Those of this database; every one is due. */
    static MappedTables open(Session session, FeedSettings settings, FeedFigures figures, LongSupplier nanoTime)
            throws SQLException {
        MappedTables all = new MappedTables(session, settings, figures, nanoTime);
        for (MappingCheck.Checked checked : all.check()) {
            Followed table = new Followed();
            table.mapping = checked.mapping();
            all.tables.put(checked.relation(), table);
            if (checked.mapping() == null) {
                all.breaks(checked.relation(), table, checked.refusal());
            }
        }
        return all;
    }

    private List<MappingCheck.Checked> check() throws SQLException {
        return MappingCheck.all(session, settings.mode(), settings.entities(), settings.owner());
    }

    /** Those that can be followed. */
    List<Mapping> mappings() {
        return tables.values().stream()
                .map(table -> table.mapping)
                .filter(Objects::nonNull)
                .toList();
    }

    /** All are compared, whatever else is known of them. */
    void allDue() {
        tables.values().forEach(table -> table.due = true);
    }

    /** Rows of which the log tells: each is as it is now, which may be later than the log. */
    void changed(Map<String, ? extends Collection<List<String>>> rows) throws SQLException {
        for (Map.Entry<String, ? extends Collection<List<String>>> of : rows.entrySet()) {
            Followed table = tables.get(of.getKey());
            if (table != null && !table.due) {
                List<Asked> asked = new ArrayList<>(of.getValue().size());
                of.getValue().forEach(values -> asked.add(new Asked(null, List.copyOf(values))));
                guarded(of.getKey(), table, mapping -> write(mapping, asked));
            }
        }
    }

    /**
     * Compares what is due, one table.
     *
     * @param polls whether there is no log, so that every table is due again and again
     */
    void step(boolean polls) throws SQLException {
        long now = nanoTime.getAsLong();
        for (Map.Entry<String, Followed> of : tables.entrySet()) {
            Followed table = of.getValue();
            boolean rested = now - table.restsUntilNanos >= 0;
            if (table.due ? rested || !table.broken : polls && rested) {
                if (table.broken) {
                    lookAgain(of.getKey(), table);
                }
                if (!table.broken) {
                    guarded(of.getKey(), table, mapping -> compare(mapping, of.getKey(), table));
                }
                return;
            }
        }
    }

    /** One that could not be followed from the beginning is not published, and its changes cannot be read before it is. */
    private void lookAgain(String relation, Followed table) throws SQLException {
        MappingCheck.Checked checked = check().stream()
                .filter(other -> other.relation().equals(relation))
                .findFirst()
                .orElse(null);
        if (checked == null || checked.mapping() == null) {
            breaks(relation, table, checked == null ? "it is not there" : checked.refusal());
        } else if (table.mapping == null) {
            throw new SQLException("the table " + relation + " can be followed from now on");
        } else {
            table.mapping = checked.mapping();
            table.broken = false;
        }
    }

    private interface Work {
        void on(Mapping mapping) throws SQLException;
    }

    private void guarded(String relation, Followed table, Work work) throws SQLException {
        try {
            work.on(Objects.requireNonNull(table.mapping));
        } catch (SQLException e) {
            if (session.isClosed()) {
                throw e;
            }
            breaks(relation, table, String.valueOf(e.getMessage()));
        }
    }

    private void breaks(String relation, Followed table, String reason) {
        table.due = true;
        table.broken = true;
        table.restsUntilNanos = nanoTime.getAsLong() + BROKEN_MS * MS;
        LOG.atError()
                .addKeyValue("database", settings.name())
                .addKeyValue("table", relation)
                .addKeyValue("reason", reason)
                .addKeyValue("againInMs", BROKEN_MS)
                .log("mapped table cannot be followed; devices keep what they have of it");
    }

    private void compare(Mapping mapping, String relation, Followed table) throws SQLException {
        long began = nanoTime.getAsLong();
        table.due = false;
        long unused = session.longTransaction(() -> {
            session.run(mapping.compares());
            return 0;
        });
        try {
            pages(mapping, relation, table);
        } finally {
            session.run("CLOSE " + Mapping.CURSOR);
        }
        long now = nanoTime.getAsLong();
        table.restsUntilNanos = now + Math.max(POLL_MS_MIN * MS, REST_FACTOR * (now - began));
    }

    private void pages(Mapping mapping, String relation, Followed table) throws SQLException {
        long leftOut = 0;
        List<Asked> page;
        do {
            page = session.all("FETCH FORWARD " + PAGE + " FROM " + Mapping.CURSOR, row -> asked(mapping, row));
            List<Asked> entities =
                    page.stream().filter(asked -> asked.key() != null).toList();
            leftOut += page.size() - entities.size();
            write(mapping, entities);
        } while (!page.isEmpty());
        if (leftOut != table.leftOut) {
            table.leftOut = leftOut;
            LOG.atWarn()
                    .addKeyValue("database", settings.name())
                    .addKeyValue("table", relation)
                    .addKeyValue("rows", leftOut)
                    .log(
                            "rows of a mapped table that are too large, or have a key that no entity can have, are left out");
        }
    }

    private static Asked asked(Mapping mapping, java.sql.ResultSet row) throws SQLException {
        List<@Nullable String> values = new ArrayList<>();
        for (int i = 0; i < mapping.key().size(); i++) {
            values.add(row.getString("k" + i));
        }
        return new Asked(row.getString("key"), values);
    }

    private void write(Mapping mapping, List<Asked> asked) throws SQLException {
        for (int from = 0; from < asked.size(); from += PAGE) {
            List<Asked> part = asked.subList(from, Math.min(from + PAGE, asked.size()));
            List<Object> parameters = new ArrayList<>();
            parameters.add(session.array("text", part.stream().map(Asked::key).toArray()));
            for (int column : IntStream.range(0, mapping.key().size()).toArray()) {
                parameters.add(session.array(
                        "text",
                        part.stream().map(row -> row.values().get(column)).toArray()));
            }
            figures.mapped(session.number(mapping.changes(), parameters.toArray()));
        }
    }
}
