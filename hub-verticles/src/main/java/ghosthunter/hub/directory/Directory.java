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
     * A key of a device, and what it may do. A live key is remembered; a revocation acts within a second all the same, for
     * what is remembered counts only while the announcements of all nodes are heard.
     *
     * @return empty when the device never had such a key
     */
    Future<Optional<DeviceKey>> deviceKey(DeviceRef device, String kid);

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
     * Makes a single-use token for each device, all or none. They are of one tenant, which must exist.
     *
     * @return the tokens, in the order of the devices; their texts can be had only now, for the database keeps nothing but
     *     their hashes
     */
    Future<List<IssuedToken>> createTokens(List<DeviceRef> devices, TokenTerms terms);

    /** Makes a single-use token that only enrolls. */
    default Future<IssuedToken> createToken(DeviceRef device, Duration ttl) {
        return createTokens(List.of(device), TokenTerms.of(ttl)).map(tokens -> tokens.get(0));
    }

    /**
     * Enrolls the device that the token names with this key, in one transaction. The caller has verified that the sender holds
     * the private half. The same key may repeat it and gets the same certificate; the device's other keys retire.
     *
     * @param asking who the sender is set up to be: a token for another is refused and not spent; null: it does not say
     * @return the enrollment; fails with {@code token-refused} when the token is unknown, expired, for another device, or spent by another key
     */
    Future<Enrollment> redeemToken(
            EnrollmentToken token, VerifyKey key, @Nullable DeviceId asking, Certifier certifier);

    /** Whether the database answers at the moment; never fails. */
    Future<Boolean> reachable();
}
