package ghosthunter.hub.directory;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.key.VerifyKey;
import ghosthunter.hub.custody.Custody;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the HTTP API and the command line ask about devices and packages, and the two writes of enrollment. Any context may
 * call it. A database that cannot be reached fails the future with a problem {@code unavailable}.
 */
public interface Directory {
    /** How many lockers one page has at most. */
    int PAGE_MAX = 1_000;

    /** How many open findings of one locker are told in full, newest first. */
    int FINDINGS_MAX = 100;

    /**
     * The key of a device that is enrolled and not revoked. A key that was found is remembered for a short time, so a
     * revocation acts within that time; one that was not found is asked for again every time.
     */
    Future<Optional<VerifyKey>> deviceKey(DeviceRef device, String kid);

    /**
     * A page of lockers, ordered by their code.
     *
     * @param after the last code of the page before, or null for the first page
     * @param limit 1 to {@value #PAGE_MAX}
     */
    Future<List<LockerSummary>> lockers(TenantId tenant, @Nullable DeviceId after, int limit);

    /** Everything about one locker; empty when there is no such device. */
    Future<Optional<Locker>> locker(DeviceRef device);

    /** The row of one package; empty when no drop-off of it was projected. */
    Future<Optional<PackageRow>> packageOf(TenantId tenant, String trackingId);

    /** The timeline of one package; empty when the ledger holds nothing of it. */
    Future<Optional<Custody>> custody(TenantId tenant, String trackingId);

    /**
     * Makes a single-use token. The tenant must exist.
     *
     * @return the token; its text can be had only now, for the database keeps nothing but its hash
     */
    Future<IssuedToken> createToken(DeviceRef device, Duration ttl);

    /**
     * Enrolls the device that the token names with this key, in one transaction. The caller has verified that the sender holds
     * the private half. The same key may repeat it and gets the same certificate.
     *
     * @return the enrollment; fails with {@code token-refused} when the token is unknown, expired, or spent by another key
     */
    Future<Enrollment> redeemToken(EnrollmentToken token, VerifyKey key, Certifier certifier);

    /** Whether the database answers at the moment; never fails. */
    Future<Boolean> reachable();
}
