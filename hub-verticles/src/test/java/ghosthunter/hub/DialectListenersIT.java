package ghosthunter.hub;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.codecs.entity.EntityType;
import ghosthunter.hub.dialect.DialectSettings;
import ghosthunter.hub.dialect.agrotour.AgrotourDialect;
import ghosthunter.hub.dialect.agrotour.AgrotourTypes;
import ghosthunter.hub.dialect.cpos.CposDialect;
import ghosthunter.hub.dialect.cpos.CposTypes;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A hub of which everybody listens at any free port: itself, and two dialects each for themselves. */
class DialectListenersIT {
    private static final DialectSettings.One AT_ANY_PORT =
            new DialectSettings.One(TenantId.DEFAULT, 0, null, Set.of(), Set.of());

    /** Connections are spread over those who listen, in turn. */
    private static final int CONNECTIONS = 3 * VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE;

    @TempDir
    private Path dataDir;

    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private RunningHub hub;

    @BeforeEach
    void start() throws Exception {
        said.start();
        log().setLevel(Level.INFO);
        log().addAppender(said);
        List<EntityType> types = Stream.concat(AgrotourTypes.of(AT_ANY_PORT).stream(), CposTypes.ALL.stream())
                .toList();
        hub = RunningHub.start(RunningHub.config(
                TestDatabase.migrated(),
                dataDir,
                dataDir,
                0,
                Map.of(),
                new DialectSettings(Map.of(AgrotourDialect.NAME, AT_ANY_PORT, CposDialect.NAME, AT_ANY_PORT)),
                new EntityCatalog(types)));
    }

    @AfterEach
    void stop() throws Exception {
        log().detachAppender(said);
        log().setLevel(null);
        hub.close();
    }

    private static Logger log() {
        return (Logger) LoggerFactory.getLogger(HubRoutes.class);
    }

    /** The ports that were told at the start, by dialect; one that is told twice is a failure. */
    private Map<String, Integer> told() {
        return said.list.stream()
                .filter(line -> line.getMessage().equals("a dialect listens"))
                .map(line -> line.getKeyValuePairs().stream()
                        .collect(Collectors.toMap(pair -> pair.key, pair -> String.valueOf(pair.value))))
                .collect(Collectors.toMap(
                        line -> String.valueOf(line.get("dialect")),
                        line -> Integer.parseInt(String.valueOf(line.get("port")))));
    }

    /** What as many connections as come to everybody who listens are answered, each answer once. */
    private static Set<Integer> statuses(int port, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(15))
                .build();
        Set<Integer> statuses = new TreeSet<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            HttpClient fresh = HttpClient.newHttpClient();
            statuses.add(
                    fresh.send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
        }
        return statuses;
    }

    @Test
    void eachHasAPortOfItsOwnIsToldOnceAndServesItsOwnDialectAlone() throws Exception {
        // When
        Map<String, Integer> told = told();

        // Then
        assertThat(told).containsOnlyKeys(AgrotourDialect.NAME, CposDialect.NAME);
        int agrotour = CposShop.the(told, AgrotourDialect.NAME);
        int cpos = CposShop.the(told, CposDialect.NAME);
        assertThat(List.of(hub.node.port(), agrotour, cpos)).doesNotHaveDuplicates();
        assertThat(statuses(agrotour, "/health/live")).containsExactly(200);
        assertThat(statuses(agrotour, "/api/health")).containsExactly(404);
        assertThat(statuses(agrotour, "/v1/presence")).containsExactly(404);
        assertThat(statuses(cpos, "/api/health")).containsExactly(200);
        assertThat(statuses(cpos, "/health/live")).containsExactly(404);
        assertThat(statuses(cpos, "/v1/presence")).containsExactly(404);
        assertThat(statuses(hub.node.port(), "/api/health")).containsExactly(200);
        assertThat(statuses(hub.node.port(), "/health/live")).containsExactly(200);
        assertThat(statuses(hub.node.port(), "/v1/presence")).containsExactly(401);
    }
}
