package ghosthunter.hub.feed;

import static ghosthunter.hub.feed.FedDatabase.insert;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.Migrations;
import ghosthunter.hub.postgres.TestDatabase;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A user who may not replicate, step by step, on a clock of its own. */
class FeedRefusalIT {
    private final DatabaseUrl url = TestDatabase.ownedBy("refused_owner", "NOCREATEROLE");
    private final FedDatabase database = new FedDatabase(url);
    private final FeedFigures figures = new FeedFigures();
    private final AtomicLong nanos = new AtomicLong();
    private final Feed feed = new Feed(
            new FeedSettings(
                    FeedSettings.SHARED,
                    url,
                    ReplicationSlot.nameOf(url),
                    FeedMode.AUTO,
                    EntityCatalog.BUILT_IN,
                    0,
                    null),
            figures,
            nanos::get);
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();

    @BeforeEach
    void begin() {
        TestDatabase.run(url, "GRANT ghosthunter_app TO refused_owner");
        assertThat(Migrations.migrate(url)).isPositive();
        said.start();
        log().addAppender(said);
    }

    @AfterEach
    void close() {
        log().detachAppender(said);
        feed.close();
        database.close();
    }

    private static Logger log() {
        return (Logger) LoggerFactory.getLogger(Feed.class);
    }

    private void aMinuteLater() {
        long unused = nanos.addAndGet(TimeUnit.SECONDS.toNanos(61));
        long unusedRest = feed.step();
    }

    @Test
    void whyItPollsIsSaidOnceAndAsSoonAsItMayItStreams() {
        // When
        for (int minute = 0; minute < 3; minute++) {
            aMinuteLater();
            assertThat(figures.doing()).isEqualTo(FeedFigures.Doing.POLL);
        }
        TestDatabase.run(url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'refused_owner'");
        aMinuteLater();
        assertThat(figures.doing()).isEqualTo(FeedFigures.Doing.STANDBY);
        aMinuteLater();
        assertThat(figures.doing()).isEqualTo(FeedFigures.Doing.POLL);

        // Then
        assertThat(said.list.stream().map(ILoggingEvent::getMessage))
                .containsOnlyOnce("the log of this database cannot be read; its feed polls");

        // When
        database.run(insert("A", "*"));
        TestDatabase.run(url, "ALTER ROLE refused_owner REPLICATION");
        aMinuteLater();

        // Then
        assertThat(figures.doing()).isEqualTo(FeedFigures.Doing.STREAM);
        assertThat(database.fed()).containsExactly("A * v1");
    }
}
