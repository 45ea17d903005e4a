package ghosthunter.hub.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.key.SigningKey;
import ghosthunter.codecs.key.VerifyKey;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.codecs.time.ClockState;
import ghosthunter.hub.entity.GroupDesk;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.PoolLimits;
import ghosthunter.hub.postgres.TenantPools;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SqlDirectoryIT {
    private static final DeviceRef LOCKER = locker("LOCKER-001");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Certifier CERTIFIER = (device, key) -> "certificate of " + device + " " + RANDOM.nextLong();

    private final VerifyKey key = SigningKey.generate(RANDOM).verifyKey();
    private Vertx vertx;
    private DatabaseUrl url;
    private TenantPools pool;
    private Directory directory;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        url = TestDatabase.migrated();
        pool = TenantPools.open(vertx, url, PoolLimits.ofNode(4));
        directory = directory(pool);
    }

    @AfterEach
    void close() throws Exception {
        await(pool.close());
        await(vertx.close());
    }

    @Test
    void aTokenEnrollsOneKeyAndTheSameKeyGetsTheSameAnswerAgain() throws Exception {
        // Given
        IssuedToken issued = await(directory.createToken(LOCKER, Duration.ofHours(1)));

        // When
        Enrollment first = await(directory.redeemToken(issued.token(), key, null, CERTIFIER));
        Enrollment again =
                await(directory.redeemToken(EnrollmentToken.parse(issued.token().text()), key, null, CERTIFIER));

        // Then
        assertThat(first.device()).isEqualTo(LOCKER);
        assertThat(first.kid()).isEqualTo(key.kid());
        assertThat(again).isEqualTo(first);
        assertThat(await(directory.deviceKey(LOCKER, key.kid()))).contains(new DeviceKey(key, DeviceKey.Standing.LIVE));
        assertThat(issued.toString()).doesNotContain(issued.token().text());
    }

    @Test
    void aTokenThatAnotherDeviceShowsIsNotSpentAndShutsNobodyOut() throws Exception {
        // Given
        IssuedToken first = await(directory.createToken(LOCKER, Duration.ofHours(1)));
        IssuedToken issued = await(directory.createToken(LOCKER, Duration.ofHours(1)));
        VerifyKey stranger = SigningKey.generate(RANDOM).verifyKey();
        await(directory.redeemToken(first.token(), key, LOCKER.device(), CERTIFIER));

        // When
        assertThatThrownBy(() ->
                        await(directory.redeemToken(issued.token(), stranger, new DeviceId("LOCKER-999"), CERTIFIER)))

                // Then
                .hasMessageContaining("the token is for " + LOCKER.device() + ", but this device is LOCKER-999")
                .satisfies(failure -> assertThat(problem(failure)).isEqualTo(ProblemType.TOKEN_REFUSED));
        assertThat(await(directory.deviceKey(LOCKER, key.kid()))).contains(new DeviceKey(key, DeviceKey.Standing.LIVE));
        assertThat(await(directory.redeemToken(issued.token(), stranger, LOCKER.device(), CERTIFIER))
                        .kid())
                .isEqualTo(stranger.kid());
    }

    @Test
    void whoAsksForKeysTogetherWithOthersGetsTheOwn() throws Exception {
        // Given
        List<DeviceRef> devices = List.of(locker("LOCKER-001"), locker("LOCKER-002"), locker("LOCKER-003"));
        List<VerifyKey> keys = new ArrayList<>();
        for (DeviceRef device : devices) {
            IssuedToken issued = await(directory.createToken(device, Duration.ofHours(1)));
            keys.add(SigningKey.generate(RANDOM).verifyKey());
            await(directory.redeemToken(issued.token(), keys.get(keys.size() - 1), null, CERTIFIER));
        }

        // When
        List<Future<Optional<DeviceKey>>> found = IntStream.range(0, 900)
                .mapToObj(i -> directory.deviceKey(
                        devices.get(i % 3), keys.get(i / 3 % 3).kid()))
                .toList();
        await(Future.all(found));

        // Then
        for (int i = 0; i < found.size(); i++) {
            Optional<DeviceKey> own = Optional.of(new DeviceKey(keys.get(i % 3), DeviceKey.Standing.LIVE));
            assertThat(found.get(i).result()).isEqualTo(i % 3 == i / 3 % 3 ? own : Optional.empty());
        }
    }

    @Test
    void ofTwoKeysAtOnceOnlyOneSpendsTheToken() throws Exception {
        // Given
        IssuedToken issued = await(directory.createToken(LOCKER, Duration.ofHours(1)));
        VerifyKey other = SigningKey.generate(RANDOM).verifyKey();

        // When
        Future<Enrollment> one = directory.redeemToken(issued.token(), key, null, CERTIFIER);
        Future<Enrollment> two = directory.redeemToken(issued.token(), other, null, CERTIFIER);
        await(Future.join(one, two).transform(done -> Future.succeededFuture()));

        // Then
        assertThat(one.succeeded()).isNotEqualTo(two.succeeded());
        Throwable refused = one.failed() ? one.cause() : two.cause();
        assertThat(problem(refused)).isEqualTo(ProblemType.TOKEN_REFUSED);
    }

    @Test
    void whoEnrollsIntoAGroupIsInItForAudiencesTooAndAnotherTokenTakesTheDeviceToAnother() throws Exception {
        // When
        enrollInto("north");
        boolean inNorth = isIn("north");
        enrollInto("south");
        enrollInto(null);

        // Then
        assertThat(inNorth).isTrue();
        assertThat(isIn("north")).isFalse();
        assertThat(isIn("south")).isTrue();
    }

    private void enrollInto(@Nullable String group) throws Exception {
        TokenTerms terms = new TokenTerms(Duration.ofHours(1), null, group);
        IssuedToken issued =
                await(directory.createTokens(List.of(LOCKER), terms)).get(0);
        await(directory.redeemToken(issued.token(), key, null, CERTIFIER));
    }

    private boolean isIn(String group) throws Exception {
        return await(new GroupDesk(pool).has(LOCKER, new DeviceId(group)));
    }

    @Test
    void aTokenThatIsUnknownOrExpiredIsRefused() throws Exception {
        // Given
        IssuedToken expired = await(directory.createToken(LOCKER, Duration.ofSeconds(-1)));
        EnrollmentToken unknown = EnrollmentToken.generate(TenantId.DEFAULT, RANDOM);

        // When
        for (EnrollmentToken token : new EnrollmentToken[] {expired.token(), unknown}) {
            assertThatThrownBy(() -> await(directory.redeemToken(token, key, null, CERTIFIER)))

                    // Then
                    .satisfies(failure -> assertThat(problem(failure)).isEqualTo(ProblemType.TOKEN_REFUSED));
        }
        assertThat(await(directory.locker(LOCKER))).isEmpty();
    }

    @Test
    void aTokenForATenantThatDoesNotExistIsNotMade() {
        assertThatThrownBy(() -> await(directory.createToken(
                        new DeviceRef(new TenantId("nobody"), LOCKER.device()), Duration.ofHours(1))))
                .satisfies(failure -> assertThat(problem(failure)).isEqualTo(ProblemType.NOT_FOUND))
                .hasMessageContaining("there is no tenant nobody");
    }

    @Test
    void lockersComeInPagesOfTheirOwnTenant() throws Exception {
        // Given
        run("""
                INSERT INTO tenant (id, name) VALUES ('other', 'Other');
                INSERT INTO device (tenant, device) VALUES ('other', 'LOCKER-002');
                INSERT INTO device (tenant, device)
                SELECT 'default', 'LOCKER-' || lpad(n::text, 3, '0') FROM generate_series(1, 5) AS n;
                """);

        // When
        var first = await(directory.lockers(TenantId.DEFAULT, null, 3));
        var second = await(directory.lockers(TenantId.DEFAULT, first.get(2).device(), 3));

        // Then
        assertThat(first)
                .extracting(LockerSummary::device)
                .containsExactly(id("LOCKER-001"), id("LOCKER-002"), id("LOCKER-003"));
        assertThat(second).extracting(LockerSummary::device).containsExactly(id("LOCKER-004"), id("LOCKER-005"));
    }

    @Test
    void aLockerShowsItsHeadsKeysAndWhatIsOpen() throws Exception {
        // Given
        run("""
                INSERT INTO device (tenant, device, epoch, last_seen_at, pending, battery_pct)
                VALUES ('default', 'LOCKER-001', '01890000-0000-7000-8000-000000000001', now(), 7, 55);
                INSERT INTO device_epoch (tenant, device, epoch, first_seen_at)
                VALUES ('default', 'LOCKER-001', '01890000-0000-7000-8000-000000000001', now());
                INSERT INTO chain_head (tenant, device, epoch, lane, seq, hash, safe_seq, next_safe_at)
                VALUES ('default', 'LOCKER-001', '01890000-0000-7000-8000-000000000001', 10, 42,
                        sha256('x'), 40, now());
                INSERT INTO finding (tenant, kind, device, subject, detail, first_at, last_at, closed_at)
                VALUES ('default', 'gap', 'LOCKER-001', 'critical', '{"expected": 3}', now(), now(), NULL),
                       ('default', 'fork', 'LOCKER-001', 'critical', '{}', now(), now(), now());
                """);

        // When
        Locker locker = await(directory.locker(LOCKER)).orElseThrow();

        // Then
        assertThat(locker.summary().pending()).isEqualTo(7);
        assertThat(locker.summary().batteryPct()).isEqualTo(55);
        assertThat(locker.summary().openFindings()).isEqualTo(1);
        assertThat(locker.epoch()).isNotNull();
        assertThat(locker.chains()).singleElement().satisfies(chain -> {
            assertThat(chain.head().lane()).isEqualTo(Lane.CRITICAL);
            assertThat(chain.head().seq()).isEqualTo(42);
            assertThat(chain.safeSeq()).isEqualTo(40);
        });
        assertThat(locker.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo("gap");
            assertThat(finding.detail().getInteger("expected")).isEqualTo(3);
        });
        assertThat(await(directory.locker(locker("LOCKER-404")))).isEmpty();
    }

    @Test
    void aPackageIsReadWhetherItCameFromHereOrFromTheOldServer() throws Exception {
        // Given
        run("""
                INSERT INTO packages (tracking_id, locker_id, status, drop_off_timestamp, server_received_at)
                VALUES ('OLD-1', 'LOCKER 1', 'pending', '2026-02-20T18:00:00Z', '2026-02-20T18:05:01.123Z');
                INSERT INTO packages (tracking_id, locker_id, status, drop_off_timestamp, occurred_at,
                                      occurred_error_ms, clock_state, compartment)
                VALUES ('NEW-1', 'LOCKER-001', 'synced', '2026-02-20T18:00:00Z', '2026-02-20T18:00:01Z', 20,
                        'synced', 'A1');
                """);

        // When
        PackageRow old = await(directory.packageOf(TenantId.DEFAULT, "OLD-1")).orElseThrow();
        PackageRow fresh = await(directory.packageOf(TenantId.DEFAULT, "NEW-1")).orElseThrow();

        // Then
        assertThat(old.serverReceivedAt()).isEqualTo("2026-02-20T18:05:01.123Z");
        assertThat(old.clockState()).isNull();
        assertThat(fresh.clockState()).isEqualTo(ClockState.SYNCED);
        assertThat(fresh.occurredErrorMs()).isEqualTo(20);
        assertThat(await(directory.packageOf(TenantId.DEFAULT, "NEW-2"))).isEmpty();
    }

    @Test
    void aDatabaseThatIsAwayIsAProblemToComeBackFrom() throws Exception {
        // Given
        TenantPools nowhere =
                TenantPools.open(vertx, DatabaseUrl.parse("postgres://hub@127.0.0.1:1/packages"), PoolLimits.ofNode(4));
        Directory away = directory(nowhere);

        // When
        assertThatThrownBy(() -> await(away.packageOf(TenantId.DEFAULT, "PKG-1")))

                // Then
                .satisfies(failure -> assertThat(problem(failure)).isEqualTo(ProblemType.UNAVAILABLE));
        assertThat(await(away.reachable())).isFalse();
        assertThat(await(directory.reachable())).isTrue();
        await(nowhere.close());
    }

    private static Directory directory(TenantPools pool) {
        return new SqlDirectory(
                pool,
                (tenant, trackingId) -> Future.succeededFuture(Optional.empty()),
                RANDOM,
                facts -> Future.succeededFuture(),
                new KeyCache(Instant::now, 10, Duration.ofMinutes(1)),
                tenant -> false);
    }

    private static DeviceRef locker(String code) {
        return new DeviceRef(TenantId.DEFAULT, id(code));
    }

    private static DeviceId id(String code) {
        return new DeviceId(code);
    }

    private static ProblemType problem(Throwable failure) {
        assertThat(failure).isInstanceOf(ProblemException.class);
        return ((ProblemException) failure).problem().type();
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = TestDatabase.connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @CanIgnoreReturnValue
    private static <T> T await(Future<T> future) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (TimeoutException e) {
            throw new AssertionError("no answer in 20 s", e);
        }
    }
}
