package ghosthunter.hub;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.exchange.ExchangeWriter;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.key.SigningKey;
import ghosthunter.hub.RunningHub.Enrolled;
import ghosthunter.hub.directory.EnrollmentToken;
import ghosthunter.hub.http.EnrollHandler;
import ghosthunter.hub.http.Exchanges;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A locker of tenant A that wants to speak for tenant B, in which a locker has the same code. */
class TenantAttackIT {
    private static final DeviceRef OF_A = new DeviceRef(new TenantId("tenant-a"), new DeviceId("LOCKER-001"));
    private static final DeviceRef OF_B = new DeviceRef(new TenantId("tenant-b"), new DeviceId("LOCKER-001"));
    private static final String[] HEADERS = {
        "X-Tenant-Id", "tenant-b", "X-Tenant", "tenant-b", "Tenant", "tenant-b", "X-Forwarded-Tenant", "tenant-b"
    };

    @TempDir
    private Path dataDir;

    private final DatabaseUrl database = TestDatabase.migrated();
    private RunningHub hub;
    private Enrolled a;
    private Enrolled b;

    @BeforeEach
    void start() throws Exception {
        TestDatabase.run(database, "INSERT INTO tenant (id, name) VALUES ('tenant-a', 'A'), ('tenant-b', 'B')");
        hub = RunningHub.start(RunningHub.config(database, dataDir, dataDir, 0));
        a = hub.enroll(database, OF_A);
        b = hub.enroll(database, OF_B);
    }

    @AfterEach
    void stop() throws Exception {
        hub.close();
    }

    @Test
    void aStatementInTheNameOfAnotherTenantIsRefusedAndLeavesNothing() throws Exception {
        // When
        HttpResponse<String> forged =
                hub.sync(Exchanges.dropOffs(a.hub(), OF_B, a.key(), "PKG-1").body());

        // Then
        assertThat(forged.statusCode()).isEqualTo(401);
        assertThat(one("SELECT count(*) FROM ledger")).isEqualTo("0");
        assertThat(one("SELECT count(*) FROM packages")).isEqualTo("0");
    }

    @Test
    void noHeaderAndNoParameterMovesAnExchangeToAnotherTenant() throws Exception {
        // Given
        byte[] body = Exchanges.dropOffs(a.hub(), OF_A, a.key(), "PKG-1").body().getBytes();

        // When
        HttpResponse<String> answer = hub.send(hub.request("/v1/sync?tenant=tenant-b")
                .header("Content-Type", ExchangeWriter.MEDIA_TYPE)
                .headers(HEADERS)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(one("SELECT string_agg(DISTINCT tenant, ',') FROM ledger")).isEqualTo("tenant-a");
        assertThat(one("SELECT string_agg(DISTINCT tenant, ',') FROM packages")).isEqualTo("tenant-a");
    }

    @Test
    void bothTenantsKeepTheirOwnPackageOfOneTrackingId() throws Exception {
        // When
        for (Enrolled locker : new Enrolled[] {a, b}) {
            HttpResponse<String> answer =
                    hub.sync(Exchanges.dropOffs(locker.hub(), locker.device(), locker.key(), "PKG-1")
                            .body());
            assertThat(answer.statusCode()).isEqualTo(200);
        }

        // Then
        assertThat(one("SELECT string_agg(tenant, ',' ORDER BY tenant) FROM packages WHERE tracking_id = 'PKG-1'"))
                .isEqualTo("tenant-a,tenant-b");
        assertThat(one("SELECT count(*) FROM finding")).isEqualTo("0");
    }

    @Test
    void aTokenOfOneTenantDoesNotEnrollInAnother() throws Exception {
        // Given
        EnrollmentToken real = EnrollmentToken.generate(OF_A.tenant(), new SecureRandom());
        TestDatabase.run(
                database,
                "INSERT INTO enrollment_token (tenant, token_hash, device, expires_at) VALUES ('tenant-a', decode('"
                        + java.util.HexFormat.of().formatHex(real.hash().bytes())
                        + "', 'hex'), 'LOCKER-9', now() + '1 h')");
        EnrollmentToken moved = EnrollmentToken.parse(real.text().replace("gh1.tenant-a.", "gh1.tenant-b."));

        // When
        HttpResponse<String> refused = enroll(moved);
        HttpResponse<String> accepted = enroll(real);

        // Then
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(accepted.statusCode()).isEqualTo(200);
        assertThat(one("SELECT string_agg(tenant, ',') FROM device WHERE device = 'LOCKER-9'"))
                .isEqualTo("tenant-a");
    }

    @Test
    void anUnsignedClientNeverReachesATenant() throws Exception {
        // When
        HttpResponse<String> answer = hub.send(hub.request("/sync?tenant=tenant-b")
                .header("Content-Type", "application/json")
                .headers(HEADERS)
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"tracking_id":"PKG-7","locker_id":"LOCKER-001","tenant":"tenant-b",
                         "drop_off_timestamp":"2026-02-20T18:00:00Z","sync_attempt_timestamp":"2026-02-20T18:00:05Z","attempt":0}
                        """)));

        // Then
        assertThat(one("SELECT count(*) FROM packages WHERE tenant <> 'default'"))
                .isEqualTo("0");
        assertThat(answer.statusCode()).isLessThan(500);
    }

    private HttpResponse<String> enroll(EnrollmentToken token) throws Exception {
        SigningKey key = SigningKey.generate(new SecureRandom());
        byte[] proof = new JsonObject()
                .put("token", token.hash().toString())
                .put("jwk", key.verifyKey().jwk())
                .encode()
                .getBytes(StandardCharsets.UTF_8);
        JsonObject body = new JsonObject()
                .put("token", token.text())
                .put("proof", Jws.sign(EnrollHandler.PROOF_TYP, proof, key).text());
        return hub.send(hub.request("/v1/enroll")
                .header("Content-Type", "application/json")
                .headers(HEADERS)
                .POST(HttpRequest.BodyPublishers.ofString(body.encode())));
    }

    private String one(String sql) throws Exception {
        try (Connection connection = TestDatabase.connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
