package ghosthunter.hub.http;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.key.VerifyKey;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.custody.Custody;
import ghosthunter.hub.directory.Certifier;
import ghosthunter.hub.directory.DeviceKey;
import ghosthunter.hub.directory.Directory;
import ghosthunter.hub.directory.Enrollment;
import ghosthunter.hub.directory.EnrollmentToken;
import ghosthunter.hub.directory.IssuedToken;
import ghosthunter.hub.directory.Locker;
import ghosthunter.hub.directory.LockerSummary;
import ghosthunter.hub.directory.PackageRow;
import ghosthunter.hub.directory.TokenTerms;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A directory in memory: what a test puts in is what it tells. */
public final class FakeDirectory implements Directory {
    /** Keys by device. */
    public final Map<DeviceRef, VerifyKey> keys = new ConcurrentHashMap<>();

    /** Rows by tracking id. */
    public final Map<String, PackageRow> packages = new ConcurrentHashMap<>();

    /** Devices by the text of their token. */
    public final Map<String, DeviceRef> tokens = new ConcurrentHashMap<>();

    /** Codes of the lockers, in order. */
    public volatile List<String> codes = List.of();

    /** Whether the database answers. */
    public volatile boolean reachable = true;

    @Override
    public Future<Optional<DeviceKey>> deviceKey(DeviceRef device, String kid) {
        return Future.succeededFuture(Optional.ofNullable(keys.get(device))
                .filter(key -> key.kid().equals(kid))
                .map(key -> new DeviceKey(key, DeviceKey.Standing.LIVE)));
    }

    @Override
    public Future<List<LockerSummary>> lockers(TenantId tenant, @Nullable DeviceId after, int limit) {
        return Future.succeededFuture(codes.stream()
                .filter(code -> after == null || code.compareTo(after.value()) > 0)
                .limit(limit)
                .map(FakeDirectory::summary)
                .toList());
    }

    @Override
    public Future<Optional<Locker>> locker(DeviceRef device) {
        return Future.succeededFuture(codes.stream()
                .filter(device.device().value()::equals)
                .findFirst()
                .map(code -> new Locker(summary(code), null, List.of(), List.of(), List.of())));
    }

    @Override
    public Future<Optional<PackageRow>> packageOf(TenantId tenant, String trackingId) {
        return Future.succeededFuture(Optional.ofNullable(packages.get(trackingId)));
    }

    @Override
    public Future<Optional<Custody>> custody(TenantId tenant, String trackingId) {
        return Future.succeededFuture(Optional.empty());
    }

    @Override
    public Future<List<IssuedToken>> createTokens(List<DeviceRef> devices, TokenTerms terms) {
        return Future.failedFuture(new AssertionError("nobody asks this over HTTP"));
    }

    @Override
    public Future<Enrollment> redeemToken(
            EnrollmentToken token, VerifyKey key, @Nullable DeviceId asking, Certifier certifier) {
        DeviceRef device = tokens.get(token.text());
        if (device == null || !keys.getOrDefault(device, key).equals(key)) {
            return Future.failedFuture(Problem.of(ProblemType.TOKEN_REFUSED, "the token is unknown or spent")
                    .exception());
        }
        keys.put(device, key);
        return Future.succeededFuture(new Enrollment(device, key.kid(), certifier.certify(device, key)));
    }

    @Override
    public Future<Boolean> reachable() {
        return Future.succeededFuture(reachable);
    }

    private static LockerSummary summary(String code) {
        return new LockerSummary(new DeviceId(code), "locker", null, Instant.EPOCH, null, 0, null, 0, 0);
    }
}
