package ghosthunter.hub.feed;

import java.sql.SQLException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The feed of one database on one node, as steps that each block for a moment. It connects, waits for the lock that one session of
 * all nodes has, and then feeds. Whatever fails lets go of everything, and after a growing pause it begins anew.
 *
 * <p>Of one thread, but for {@link #abort}.
 */
final class Feed {
    /** How often a node that stands by asks for the lock, milliseconds. */
    static final long STANDBY_MS = 500;

    /** How often a poller asks whether the log can be read by now, milliseconds. */
    private static final long PROBE_MS = 60_000;

    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

    private final FeedSettings settings;
    private final FeedFigures figures;
    private final LongSupplier nanoTime;
    private final Every probes;
    private final VersionRetention retention;
    private final Pauses pauses = new Pauses();
    private volatile @Nullable Session session;
    private @Nullable FeedSource source;
    private @Nullable FeedTools tools;
    private String refusal = "";

    Feed(FeedSettings settings, FeedFigures figures, LongSupplier nanoTime) {
        this.settings = settings;
        this.figures = figures;
        this.nanoTime = nanoTime;
        this.probes = new Every(PROBE_MS, nanoTime);
        this.retention = new VersionRetention(settings.versionsKeptS(), nanoTime);
    }

    /**
     * Does what is due; never fails.
     *
     * @return how long to rest before the next step, milliseconds
     */
    long step() {
        try {
            long restMs = go();
            pauses.reset();
            return restMs;
        } catch (SQLException | RuntimeException e) {
            return failed(e);
        }
    }

    private long failed(Exception failure) {
        long pauseMs = pauses.next();
        LOG.atWarn()
                .addKeyValue("database", settings.name())
                .addKeyValue("reason", failure.getMessage())
                .addKeyValue("failures", pauses.failures())
                .addKeyValue("againInMs", pauseMs)
                .setCause(failure instanceof RuntimeException ? failure : null)
                .log("feed was interrupted");
        close();
        return pauseMs;
    }

    private long go() throws SQLException {
        Session open = session;
        if (open == null) {
            open = Session.open(settings.url());
            session = open;
        }
        FeedSource from = source;
        FeedTools with = tools;
        if (from == null || with == null) {
            FeedStore store = new FeedStore(open);
            if (!store.lock()) {
                return STANDBY_MS;
            }
            MappedTables mapped = MappedTables.open(open, settings, figures, nanoTime);
            with = new FeedTools(store, new ReplicationSlot(open, settings.slot()), mapped, figures, nanoTime);
            tools = with;
            from = follow(open, with);
        } else if (from instanceof PollSource && settings.mode() == FeedMode.AUTO && probes.isDue()) {
            FeedSource polling = from;
            from = streamOr(open, with, () -> polling);
        }
        retention.step(open);
        return from.step();
    }

    private FeedSource follow(Session open, FeedTools with) throws SQLException {
        if (settings.mode() != FeedMode.POLL) {
            return streamOr(open, with, () -> poll(with));
        }
        return poll(with);
    }

    private FeedSource poll(FeedTools with) throws SQLException {
        probes.restart();
        FeedSource polling = PollSource.open(with);
        follows(polling, FeedFigures.Doing.POLL);
        return polling;
    }

    /** What takes the place of the log. */
    private interface Otherwise {
        FeedSource open() throws SQLException;
    }

    /** The log if it can be read, else what is given; where only the log will do it fails. */
    private FeedSource streamOr(Session open, FeedTools with, Otherwise otherwise) throws SQLException {
        try {
            FeedSource streaming = StreamSource.open(settings.url(), open, with);
            follows(streaming, FeedFigures.Doing.STREAM);
            refusal = "";
            return streaming;
        } catch (StreamRefused e) {
            refused(String.valueOf(e.getMessage()));
            return otherwise.open();
        }
    }

    private void refused(String reason) throws SQLException {
        if (settings.mode() == FeedMode.STREAM) {
            throw new SQLException("feed.mode is stream, and the log cannot be read: " + reason);
        }
        if (!reason.equals(refusal)) {
            refusal = reason;
            LOG.atWarn()
                    .addKeyValue("database", settings.name())
                    .addKeyValue("reason", reason)
                    .log("the log of this database cannot be read; its feed polls");
        }
    }

    private void follows(FeedSource now, FeedFigures.Doing doing) {
        source = now;
        figures.does(doing);
    }

    /** Lets go of the lock and everything; never fails. A later step begins anew. */
    void close() {
        FeedSource open = source;
        source = null;
        tools = null;
        if (open != null) {
            open.close();
        }
        Session held = session;
        session = null;
        figures.does(FeedFigures.Doing.STANDBY);
        try {
            if (held != null) {
                held.close();
            }
        } catch (SQLException e) {
            LOG.atDebug().setCause(e).log("connection was gone before it was closed");
        }
    }

    /** From any thread: a step that is under way fails soon. */
    void abort() {
        Session held = session;
        try {
            if (held != null) {
                held.abort();
            }
        } catch (SQLException e) {
            LOG.atDebug().setCause(e).log("connection was gone before it was aborted");
        }
    }
}
