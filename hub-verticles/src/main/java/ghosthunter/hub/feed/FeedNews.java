package ghosthunter.hub.feed;

import java.util.HashSet;
import java.util.Set;

/**
 * Something was fed: who may want to pull. Travels on the local bus at {@code Address.FEED_NEWS}, coalesced; hints only, for what
 * counts is in the database.
 *
 * @param database the name of the feed: a tenant with a database of its own, or {@code shared}
 * @param everybody it concerns more than can be listed, or messages may have been missed: whoever listens should look
 * @param audiences empty where it is everybody
 */
public record FeedNews(String database, boolean everybody, Set<Audience> audiences) {
    /** The channel of the database on which nodes hear it. */
    public static final String CHANNEL = FeedSql.CHANNEL;

    public FeedNews {
        audiences = Set.copyOf(audiences);
    }

    /**
     * Who something is for.
     *
     * @param tenant whose device
     * @param name {@code *}, {@code g:NAME} or {@code d:DEVICE}
     */
    public record Audience(String tenant, String name) {}

    /** More of them are everybody: those who listen have one look each. */
    static final int AUDIENCES_MAX = 5_000;

    static FeedNews everybody(String database) {
        return new FeedNews(database, true, Set.of());
    }

    /** Reads a message: a star, or lines of a tenant, a space and an audience. */
    static FeedNews parse(String database, String payload) {
        Set<Audience> audiences = new HashSet<>();
        for (String line : payload.split("\n", -1)) {
            int space = line.indexOf(' ');
            if (space <= 0) {
                return everybody(database);
            }
            audiences.add(new Audience(line.substring(0, space), line.substring(space + 1)));
        }
        return new FeedNews(database, false, audiences);
    }

    /** Both in one. */
    FeedNews with(FeedNews other) {
        Set<Audience> both = new HashSet<>(audiences);
        both.addAll(other.audiences);
        return everybody || other.everybody || both.size() > AUDIENCES_MAX
                ? everybody(database)
                : new FeedNews(database, false, both);
    }
}
