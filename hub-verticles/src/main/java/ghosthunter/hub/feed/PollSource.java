package ghosthunter.hub.feed;

import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for what changed: entities whose transaction began at or after a mark and below {@code xmin}, under which every transaction
 * has ended. So what commits late is found when it commits, and all that began behind it waits for it.
 */
final class PollSource implements FeedSource {
    static final String MODE = "poll";

    private static final Logger LOG = LoggerFactory.getLogger(PollSource.class);

    /** Between two looks, milliseconds. */
    private static final long POLL_MS = 250;

    /** How often an idle poller writes down how far it is, milliseconds. */
    private static final long ADVANCE_MS = 10_000;

    private static final long REMOVALS_MS = 2_000;

    private final FeedStore store;
    private final MappedTables mapped;
    private final FeedFigures figures;
    private final Every advances;
    private final Every removalLooks;
    private String from;
    private String removals;

    private PollSource(FeedTools tools, String from, String removals) {
        this.store = tools.store();
        this.mapped = tools.mapped();
        this.figures = tools.figures();
        this.from = from;
        this.removals = removals;
        this.advances = new Every(ADVANCE_MS, tools.nanoTime());
        this.removalLooks = new Every(REMOVALS_MS, tools.nanoTime());
    }

    /** Begins with a comparison: rows that were removed while nobody looked leave no other trace. */
    static PollSource open(FeedTools tools) throws SQLException {
        dropped(tools.slot());
        FeedStore store = tools.store();
        String removals = store.removals();
        long healed = store.heal(null, MODE);
        tools.figures().healed(healed);
        LOG.atInfo().addKeyValue("entities", healed).log("feed polls; entities that had changed unseen were fed");
        String from = store.state()
                .map(FeedStore.State::fedBelow)
                .orElseThrow(() -> new SQLException("the state of the feed was written and is not there"));
        tools.mapped().allDue();
        return new PollSource(tools, from, removals);
    }

    /** Who may not replicate any more may not drop it either. */
    private static void dropped(ReplicationSlot slot) {
        try {
            slot.drop();
        } catch (SQLException e) {
            LOG.atWarn()
                    .addKeyValue("slot", slot.name())
                    .addKeyValue("reason", e.getMessage())
                    .log("replication slot that nobody reads cannot be dropped; the server keeps its log for it");
        }
    }

    @Override
    public long step() throws SQLException {
        mapped.step(true);
        FeedStore.Look look = store.look(from);
        if (look.news()) {
            figures.fed(store.poll(from, look.till()));
        } else if (advances.isDue()) {
            store.pollAdvance(look.till());
        }
        from = look.till();
        if (removalLooks.isDue()) {
            healRemovals();
        }
        return POLL_MS;
    }

    private void healRemovals() throws SQLException {
        String now = store.removals();
        if (!now.equals(removals)) {
            figures.healed(store.heal(null, MODE));
            removals = now;
        }
    }

    @Override
    public void close() {
        // It has nothing of its own.
    }
}
