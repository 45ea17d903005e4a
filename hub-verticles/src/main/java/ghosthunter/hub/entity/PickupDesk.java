package ghosthunter.hub.entity;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.locker.CommandState;
import ghosthunter.codecs.locker.PickupGrant;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.postgres.DatabaseFailure;
import ghosthunter.hub.postgres.TenantPools;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Where the codes are made with which parcels are picked up. Any context may call it. */
public final class PickupDesk {
    /** How often it looks anew when somebody else gave out a code, or the locker said something, at the same moment. */
    private static final int TRIES_MAX = 5;

    /** The locker that is named, or else the one that holds the parcel; by primary keys. */
    private static final String LOCKER = """
            SELECT d.device
            FROM device d
            WHERE d.tenant = $1
              AND d.device = coalesce($3::text,
                                      (SELECT p.locker_id
                                       FROM packages p
                                       WHERE p.tenant = $1 AND p.tracking_id = $2 AND p.picked_up_at IS NULL))
            """;

    private final TenantPools pools;
    private final EntityDesk entities;
    private final CentreWriter writer;
    private final RandomGenerator random;

    /**
     * Makes one.
     *
     * @param random of secrets; used on any thread
     */
    public PickupDesk(TenantPools pools, EntityDesk entities, CentreWriter writer, RandomGenerator random) {
        this.pools = pools;
        this.entities = entities;
        this.writer = writer;
        this.random = random;
    }

    /**
     * Who shall get a code for what.
     *
     * @param device the locker; null: the one that holds the parcel, or for which there is a code already
     * @param renews whether the codes that were given out before shall be void, as soon as the locker hears of it
     */
    public record Wish(
            TenantId tenant, String trackingId, @Nullable DeviceId device, boolean renews, String door) {}

    /**
     * Makes a new code. The ones before it stay good until a later one was used, unless the wish says otherwise.
     *
     * @return with the newest code in its grant; fails with {@code not-found} where nobody knows in which locker the parcel is,
     *     {@code conflict} where it was picked up, or {@value PickupGrant#LOOK_AHEAD} codes are out that nobody used
     */
    public Future<Pickup> issue(Wish wish) {
        return issue(wish, 1);
    }

    private Future<Pickup> issue(Wish wish, int attempt) {
        return one(wish.tenant(), wish.trackingId())
                .compose(there -> there.isPresent() ? next(wish, there.get()) : first(wish))
                .compose(write -> writer.write(write)
                        .map(Pickup::of)
                        .recover(failure -> isOvertaken(failure) && attempt < TRIES_MAX
                                ? issue(wish, attempt + 1)
                                : Future.failedFuture(failure)));
    }

    private static boolean isOvertaken(Throwable failure) {
        return failure instanceof ProblemException known && known.problem().type() == ProblemType.CONFLICT;
    }

    private Future<CentreWriter.Write> first(Wish wish) {
        return locker(wish).map(device -> write(wish, CentreWriter.Op.PUT, grantOf(device, 1), 0));
    }

    private Future<CentreWriter.Write> next(Wish wish, Pickup there) {
        PickupGrant grant = there.grant();
        if (there.state() == CommandState.DONE) {
            return conflict("package " + wish.trackingId() + " was picked up with a code");
        }
        if (grant.issued() - there.used() >= PickupGrant.LOOK_AHEAD) {
            return conflict(PickupGrant.LOOK_AHEAD + " codes of " + wish.trackingId() + " are out that nobody used");
        }
        long issued = grant.issued() + 1;
        boolean moves = wish.device() != null && !wish.device().equals(grant.device());
        boolean cancelled = there.cancelledBy() != null;
        if (!moves && !cancelled && !wish.renews()) {
            JsonObject more = new JsonObject().put("issued", issued);
            return Future.succeededFuture(write(wish, CentreWriter.Op.PATCH, more, there.version()));
        }
        Future<DeviceId> device = moves ? locker(wish) : Future.succeededFuture(grant.device());
        return device.map(named -> write(
                wish,
                CentreWriter.Op.PATCH,
                cancelled ? grantOf(named, issued).putNull(PickupGrant.CANCELLED) : grantOf(named, issued),
                there.version()));
    }

    private JsonObject grantOf(DeviceId device, long issued) {
        return PickupGrant.of(device, secret(), issued).toJson();
    }

    /**
     * Takes all codes of a parcel back, as soon as its locker hears of it. A code that is made later is a new one, with a secret of
     * its own.
     *
     * @param by who asks
     * @param door the word for who lets it in
     * @return after the commit; fails with {@code not-found} where no code was made, {@code conflict} where one was taken
     */
    public Future<Pickup> cancel(TenantId tenant, String trackingId, String by, String door) {
        return one(tenant, trackingId).compose(found -> {
            Pickup there = waiting(
                    found.orElseThrow(() -> Problem.of(ProblemType.NOT_FOUND, "no code was made for " + trackingId)
                            .exception()));
            return there.cancelledBy() != null
                    ? Future.succeededFuture(there)
                    : writer.write(new CentreWriter.Write(
                                    tenant,
                                    EntityTypes.PICKUP,
                                    trackingId,
                                    CentreWriter.Op.PATCH,
                                    new JsonObject().put(PickupGrant.CANCELLED, by),
                                    null,
                                    door))
                            .map(Pickup::of)
                            .map(PickupDesk::waiting);
        });
    }

    private static Pickup waiting(Pickup pickup) {
        if (pickup.state() == CommandState.STARTED || pickup.state() == CommandState.DONE) {
            throw Problem.of(
                            ProblemType.CONFLICT,
                            "a code of " + pickup.trackingId() + " was taken: "
                                    + pickup.state().wire())
                    .exception();
        }
        return pickup;
    }

    private static CentreWriter.Write write(Wish wish, CentreWriter.Op op, JsonObject data, long version) {
        return new CentreWriter.Write(
                wish.tenant(), EntityTypes.PICKUP, wish.trackingId(), op, data, version, wish.door());
    }

    private byte[] secret() {
        byte[] secret = new byte[PickupGrant.SECRET_BYTES];
        random.nextBytes(secret);
        return secret;
    }

    private Future<DeviceId> locker(Wish wish) {
        DeviceId device = wish.device();
        Tuple parameters = Tuple.of(wish.tenant().value(), wish.trackingId(), device == null ? null : device.value());
        return pools.query(wish.tenant(), LOCKER, parameters)
                .recover(DatabaseFailure::unavailable)
                .map(rows -> {
                    if (rows.size() == 0) {
                        throw Problem.of(
                                        ProblemType.NOT_FOUND,
                                        device == null
                                                ? "no locker holds " + wish.trackingId() + "; name the one that will"
                                                : "there is no locker " + device)
                                .exception();
                    }
                    return new DeviceId(rows.iterator().next().getString("device"));
                });
    }

    private static Future<CentreWriter.Write> conflict(String detail) {
        return Future.failedFuture(Problem.of(ProblemType.CONFLICT, detail).exception());
    }

    /** What is known of the codes of a parcel. */
    public Future<Optional<Pickup>> one(TenantId tenant, String trackingId) {
        return entities.one(tenant, EntityTypes.PICKUP, trackingId).map(found -> found.map(Pickup::of));
    }
}
