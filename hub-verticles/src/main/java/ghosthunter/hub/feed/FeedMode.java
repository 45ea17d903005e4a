package ghosthunter.hub.feed;

/** How the feed of a database follows its changes. */
public enum FeedMode {
    /** The write-ahead log where server and user allow it, else the poller; looked at again every minute. */
    AUTO,
    /** The write-ahead log alone: where that is not to be had, nothing is fed. */
    STREAM,
    /** The poller alone: no replication slot, whatever the server could. */
    POLL
}
