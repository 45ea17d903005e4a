package ghosthunter.hub.feed;

import static ghosthunter.hub.feed.FedDatabase.WAIT_MAX;
import static ghosthunter.hub.feed.FedDatabase.done;
import static ghosthunter.hub.feed.FedDatabase.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ghosthunter.codecs.bus.Address;
import ghosthunter.codecs.bus.LocalCodec;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.hub.feed.FeedNews.Audience;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FeedNewsIT {
    private final FedDatabase database = new FedDatabase(TestDatabase.migrated());
    private final Vertx vertx = Vertx.vertx();
    private final List<FeedNews> heard = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        var unused = done(vertx.close());
        database.close();
    }

    private void listen() {
        LocalCodec.register(vertx.eventBus(), FeedNews.class);
        var unused = vertx.eventBus().<FeedNews>localConsumer(Address.FEED_NEWS, news -> heard.add(news.body()));
        FeedSettings settings = new FeedSettings(
                FeedSettings.SHARED,
                database.url,
                ReplicationSlot.nameOf(database.url),
                FeedMode.AUTO,
                EntityCatalog.BUILT_IN,
                0,
                null);
        var unusedToo = done(vertx.deployVerticle(new FeedNewsVerticle(settings)));
        await().atMost(WAIT_MAX).until(() -> !heard.isEmpty());
    }

    @Test
    void eachNodeHearsWhoMayWantToPullAndWhereTheFeedIs() {
        // Given
        Pool pool = TestDatabase.pool(vertx, database.url);
        assertThat(done(FeedPosition.read(pool))).isEmpty();
        var unused = database.feeding(FeedMode.STREAM);
        FeedPosition before = done(FeedPosition.read(pool)).orElseThrow();
        listen();
        assertThat(heard.get(0)).isEqualTo(FeedNews.everybody(FeedSettings.SHARED));

        // When
        database.run(insert("A", "d:L1") + insert("B", "*"));

        // Then
        await().atMost(WAIT_MAX)
                .until(() -> heard.contains(new FeedNews(
                        FeedSettings.SHARED,
                        false,
                        java.util.Set.of(new Audience("default", "d:L1"), new Audience("default", "*")))));
        FeedPosition after = done(FeedPosition.read(pool)).orElseThrow();
        assertThat(after.lsn()).isGreaterThan(before.lsn());
        assertThat(after.incarnation()).isEqualTo(before.incarnation());
        assertThat(after.systemId()).isEqualTo(before.systemId());
    }

    @Test
    void newsForManyNameEachOfThemAndNobodyElse() {
        // Given
        listen();
        var unused = database.feeding(FeedMode.POLL);

        // When
        heard.clear();
        database.run(insertForEach(1_000));

        // Then
        await().atMost(WAIT_MAX)
                .until(() -> heard.stream()
                                .flatMap(news -> news.audiences().stream())
                                .distinct()
                                .count()
                        == 1_000);
        assertThat(heard).noneMatch(FeedNews::everybody);
    }

    @Test
    void moreThanAreListedIsEverybodyAndSoIsALostConnection() {
        // Given
        listen();
        var unused = database.feeding(FeedMode.POLL);

        // When
        heard.clear();
        database.run(insertForEach(FeedNews.AUDIENCES_MAX + 1));

        // Then
        await().atMost(WAIT_MAX).until(() -> heard.contains(FeedNews.everybody(FeedSettings.SHARED)));

        // When
        heard.clear();
        database.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE datname = current_database() AND query LIKE 'LISTEN%'");

        // Then
        await().atMost(WAIT_MAX).until(() -> heard.contains(FeedNews.everybody(FeedSettings.SHARED)));
    }

    private static String insertForEach(int devices) {
        return "INSERT INTO entity (tenant, type, key, version, data, audience, hlc, device, run_from, updated_at)"
                + " SELECT 'default', 'parcel', 'K' || n, 1, '{}', 'd:LOCKER-' || n, 0, 'hub', 1, now()"
                + " FROM generate_series(1, " + devices + ") AS n";
    }
}
