package ghosthunter.hub.feed;

import ghosthunter.hub.postgres.DatabaseUrl;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the write-ahead log. What is read goes into a batch; a batch is fed when nothing more is there to be read or it is full,
 * and only then confirmed to the slot. A crash in between reads it again and finds it fed.
 */
final class StreamSource implements FeedSource {
    static final String MODE = "stream";

    private static final Logger LOG = LoggerFactory.getLogger(StreamSource.class);

    /** The longest that one step reads before it feeds, milliseconds. */
    private static final long READ_MS_MAX = 200;

    /** Rest while changes come, and while none do, milliseconds. */
    private static final long REST_MS_MIN = 2;

    private static final long REST_MS_MAX = 20;

    /** Rest before looking again whether what committed is seen, milliseconds. */
    private static final long UNSEEN_MS = 2;

    /** After so long without changes a mark is written, milliseconds. */
    private static final long MARK_MS = 10_000;

    /** How often the server hears how far an idle reader is, milliseconds; its shutdown waits for that. */
    private static final long CONFIRM_MS = 100;

    private static final long FIGURES_MS = 5_000;

    private final FeedStore store;
    private final ReplicationSlot slot;
    private final MappedTables mapped;
    private final StreamReader reader;
    private final FeedFigures figures;
    private final FeedBatch batch = new FeedBatch();
    private final Transactions transactions;
    private final PgOutputDecoder decoder;
    private final Every marks;
    private final Every confirmations;
    private final Every looks;
    private final LongSupplier nanoTime;
    private long restMs = REST_MS_MIN;

    private StreamSource(FeedTools tools, StreamReader reader) {
        this.store = tools.store();
        this.slot = tools.slot();
        this.mapped = tools.mapped();
        this.reader = reader;
        this.figures = tools.figures();
        this.nanoTime = tools.nanoTime();
        this.transactions = new Transactions(
                batch, mapped.mappings().stream().collect(Collectors.toMap(Mapping::relation, Mapping::key)));
        this.decoder = new PgOutputDecoder(transactions);
        this.marks = new Every(MARK_MS, nanoTime);
        this.confirmations = new Every(CONFIRM_MS, nanoTime);
        this.looks = new Every(FIGURES_MS, nanoTime);
    }

    /**
     * Goes on where the last reader ended. Where that is not possible, it begins at now and compares all entities with what was
     * fed.
     *
     * @throws StreamRefused if server or user do not let the log be read
     */
    static StreamSource open(DatabaseUrl url, Session session, FeedTools tools) throws SQLException, StreamRefused {
        if (!"logical".equals(session.text("SHOW wal_level"))) {
            throw new StreamRefused("wal_level of the server is not logical");
        }
        warnOfUnlimitedLog(session);
        StreamReader reader = connected(url);
        try {
            long from = positioned(tools);
            reader.start(tools.slot().name(), from);
            tools.mapped().allDue();
            return new StreamSource(tools, reader);
        } catch (SQLException | StreamRefused e) {
            reader.close();
            throw e;
        }
    }

    private static void warnOfUnlimitedLog(Session session) throws SQLException {
        if ("-1".equals(session.text("SHOW max_slot_wal_keep_size"))) {
            LOG.atWarn()
                    .log(
                            "max_slot_wal_keep_size of the server is not set: while no hub runs, the log kept for the feed may fill its disk");
        }
    }

    private static StreamReader connected(DatabaseUrl url) throws SQLException, StreamRefused {
        try {
            return StreamReader.connect(url);
        } catch (SQLException e) {
            throw StreamRefused.of(e);
        }
    }

    private static long positioned(FeedTools tools) throws SQLException, StreamRefused {
        FeedStore store = tools.store();
        ReplicationSlot slot = tools.slot();
        Optional<FeedStore.State> state = store.state();
        boolean newlyPublished = published(slot, tools.mapped().mappings());
        if (!newlyPublished && state.filter(StreamSource::canGoOn).isPresent() && slot.isHealthy()) {
            slot.endReader();
            return state.get().lsn();
        }
        store.healIsDue();
        long from = anew(slot);
        long healed = store.heal(from, MODE);
        tools.figures().healed(healed);
        LOG.atInfo()
                .addKeyValue("slot", slot.name())
                .addKeyValue("entities", healed)
                .log("feed follows the log from now on; entities that had changed unseen were fed");
        return from;
    }

    private static boolean canGoOn(FeedStore.State state) {
        return state.mode().equals(MODE) && state.healed() && state.same();
    }

    private static boolean published(ReplicationSlot slot, List<Mapping> mapped) throws SQLException, StreamRefused {
        try {
            return slot.publish(mapped);
        } catch (SQLException e) {
            throw StreamRefused.of(e);
        }
    }

    private static long anew(ReplicationSlot slot) throws SQLException, StreamRefused {
        slot.drop();
        try {
            return slot.create();
        } catch (SQLException e) {
            throw StreamRefused.of(e);
        }
    }

    @Override
    public long step() throws SQLException {
        mapped.step(false);
        boolean read = read();
        if (batch.hasNews()) {
            if (!store.snapshot().sees(batch.xids())) {
                return UNSEEN_MS;
            }
            mapped.changed(batch.mapped());
            feed();
            restMs = REST_MS_MIN;
            return 0;
        }
        idle();
        restMs = read ? REST_MS_MIN : Math.min(REST_MS_MAX, restMs + 1);
        return restMs;
    }

    private boolean read() throws SQLException {
        long beganNanos = nanoTime.getAsLong();
        boolean any = false;
        while (!batch.isFull() && nanoTime.getAsLong() - beganNanos < TimeUnit.MILLISECONDS.toNanos(READ_MS_MAX)) {
            ByteBuffer message = reader.poll();
            if (message == null) {
                return any;
            }
            decoder.decode(message);
            any = true;
        }
        return any;
    }

    private void feed() throws SQLException {
        long lsn = batch.lsn();
        if (batch.wantsHeal()) {
            figures.healed(store.heal(lsn, MODE)); // The rows with it: all at one position, or none.
            mapped.allDue();
        } else {
            figures.fed(store.feed(batch));
        }
        batch.clear();
        reader.confirm(lsn);
        marks.restart();
    }

    /** The position that a mark brought is written down; what the server says in between is only confirmed. */
    private void idle() throws SQLException {
        if (!batch.isEmpty()) {
            store.advance(batch.lsn());
            reader.confirm(batch.lsn());
            batch.clear();
        }
        if (transactions.isBetween() && confirmations.isDue()) {
            reader.confirm(reader.received());
        }
        if (marks.isDue()) {
            store.mark();
        }
        if (looks.isDue()) {
            look();
        }
    }

    private void look() throws SQLException {
        store.distances(reader.received(), slot.name(), figures);
        if (!slot.isPublished(mapped.mappings())) {
            throw new SQLException("the publication " + FeedSql.PUBLICATION + " is gone, or a table of it");
        }
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (SQLException e) {
            LOG.atDebug().setCause(e).log("replication connection was gone before it was closed");
        }
    }
}
