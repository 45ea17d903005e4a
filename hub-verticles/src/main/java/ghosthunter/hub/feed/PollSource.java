package ghosthunter.hub.feed;

import java.sql.SQLException;
import java.util.function.LongSupplier;
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
    private final FeedFigures figures;
    private final Every advances;
    private final Every removalLooks;
    private String from;
    private String removals;

    private PollSource(FeedStore store, FeedFigures figures, String from, String removals, LongSupplier nanoTime) {
        this.store = store;
        this.figures = figures;
        this.from = from;
        this.removals = removals;
        this.advances = new Every(ADVANCE_MS, nanoTime);
        this.removalLooks = new Every(REMOVALS_MS, nanoTime);
    }

    /** Begins with a comparison: rows that were removed while nobody looked leave no other trace. */
    static PollSource open(FeedStore store, ReplicationSlot slot, FeedFigures figures, LongSupplier nanoTime)
            throws SQLException {
        dropped(slot);
        String removals = store.removals();
        long healed = store.heal(null, MODE);
        figures.healed(healed);
        LOG.atInfo().addKeyValue("entities", healed).log("feed polls; entities that had changed unseen were fed");
        String from = store.state()
                .map(FeedStore.State::fedBelow)
                .orElseThrow(() -> new SQLException("the state of the feed was written and is not there"));
        return new PollSource(store, figures, from, removals, nanoTime);
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
