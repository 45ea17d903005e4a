package ghosthunter.hub.operator;

import io.vertx.core.Future;

/** Tells who has a bearer token. */
@FunctionalInterface
public interface Authenticator {
    /** Who it is; fails with {@code unauthenticated}, and with {@code unavailable} when that cannot be known now. */
    Future<Actor> authenticate(String bearer);
}
