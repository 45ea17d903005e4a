package ghosthunter.hub.http;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.Printable;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.operator.Actor;
import ghosthunter.hub.operator.Authenticator;
import ghosthunter.hub.operator.Journal;
import ghosthunter.hub.operator.RandomIds;
import ghosthunter.hub.operator.Role;
import ghosthunter.hub.operator.Scope;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before every path: whoever asks for what {@link AccessRules} keeps must be signed in and may do it, and an action is
 * in the audit before it begins. Must be mounted before all paths.
 */
public final class Access implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(Access.class);
    private static final String BEARER = "Bearer ";
    private static final String ACTOR = "ghosthunter.actor";
    private static final String DETAIL = "ghosthunter.audit";

    private final AccessRules rules;
    private final Authenticator authenticator;
    private final Function<TenantId, Future<Boolean>> tenants;
    private final Journal journal;
    private final SecureRandom random;
    private final HttpLimits limits;
    private final ProblemResponder problems;

    /** @param tenants whether there is such a tenant */
    public Access(
            AccessRules rules,
            Authenticator authenticator,
            Function<TenantId, Future<Boolean>> tenants,
            Journal journal,
            SecureRandom random,
            HttpLimits limits,
            ProblemResponder problems) {
        this.rules = rules;
        this.authenticator = authenticator;
        this.tenants = tenants;
        this.journal = journal;
        this.random = random;
        this.limits = limits;
        this.problems = problems;
    }

    /** Who asks, on a path for which somebody must be signed in. */
    public static Actor actor(RoutingContext ctx) {
        Actor actor = ctx.get(ACTOR);
        if (actor == null) {
            throw new IllegalStateException("nobody was asked to sign in for " + ctx.normalizedPath());
        }
        return actor;
    }

    /** The actor of this request as it stands in what it does, printable. */
    static String by(RoutingContext ctx) {
        Actor actor = actor(ctx);
        return Printable.of(actor.kind().slug() + " " + actor.name());
    }

    /** What the actor of this request may do. */
    public static Scope scope(RoutingContext ctx) {
        return actor(ctx).scopeOrThrow();
    }

    /** Adds to what the audit will say of this action when it was answered. Never a secret. */
    public static void note(RoutingContext ctx, String name, Object value) {
        JsonObject detail = ctx.get(DETAIL);
        if (detail != null) {
            detail.put(name, value);
        }
    }

    @Override
    public void mount(Router router) {
        router.route().handler(this::check);
    }

    private void check(RoutingContext ctx) {
        Need need;
        try {
            Query.requirePrintable(ctx.request());
            need = rules.of(ctx.request().method(), ctx.normalizedPath());
        } catch (IllegalArgumentException e) {
            problems.answer(
                    ctx,
                    Problem.of(ProblemType.INVALID_REQUEST, "the path or the query: " + e.getMessage())
                            .exception());
            return;
        }
        Role role = need.role();
        if (role == null) {
            ctx.next();
            return;
        }
        HttpServerRequest request = ctx.request().pause();
        signedIn(ctx)
                .compose(actor -> permitted(actor, role))
                .compose(actor -> ofATenantThatIsThere(ctx, actor))
                .compose(actor -> need.audited() ? asked(ctx, actor) : Future.succeededFuture(actor))
                .timeout(limits.lookupWaitMs(), TimeUnit.MILLISECONDS)
                .onSuccess(actor -> pass(ctx, actor))
                .onFailure(failure -> refuse(ctx, failure))
                .onComplete(done -> request.resume());
    }

    private Future<Actor> signedIn(RoutingContext ctx) {
        String authorization = ctx.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Future.failedFuture(
                    Problem.of(ProblemType.UNAUTHENTICATED, "this needs 'Authorization: Bearer <token or API key>'")
                            .exception());
        }
        return authenticator.authenticate(
                authorization.substring(BEARER.length()).strip());
    }

    private static Future<Actor> permitted(Actor actor, Role role) {
        return actor.may(role)
                ? Future.succeededFuture(actor)
                : Future.failedFuture(Problem.of(ProblemType.FORBIDDEN, "this needs the role " + role.slug())
                        .exception());
    }

    /**
     * An empty list of a tenant that there is not would say that all is well. Others than who sees all tenants have one, and are told
     * that another is none of theirs; what is no name is told by who reads it.
     */
    private Future<Actor> ofATenantThatIsThere(RoutingContext ctx, Actor actor) {
        String named = ctx.queryParams().get("tenant");
        if (named == null || actor.scopeOrThrow().tenant() != null) {
            return Future.succeededFuture(actor);
        }
        TenantId tenant;
        try {
            tenant = new TenantId(named);
        } catch (IllegalArgumentException e) {
            return Future.succeededFuture(actor);
        }
        return tenants.apply(tenant)
                .compose(there -> there
                        ? Future.succeededFuture(actor)
                        : Future.failedFuture(Problem.of(ProblemType.NOT_FOUND, "there is no tenant " + tenant)
                                .exception()));
    }

    /** Written down before it begins; what cannot be written down does not begin. */
    private Future<Actor> asked(RoutingContext ctx, Actor actor) {
        UUID request = RandomIds.next(random);
        return journal.write(entry(ctx, request, Journal.Stage.ASKED, actor, new JsonObject()))
                .onSuccess(written -> tellWhenAnswered(ctx, request, actor))
                .map(actor);
    }

    private void tellWhenAnswered(RoutingContext ctx, UUID request, Actor actor) {
        JsonObject detail = new JsonObject();
        ctx.put(DETAIL, detail);
        ctx.addEndHandler(ended -> {
            int status = ctx.response().getStatusCode();
            detail.put("status", status);
            Journal.Stage stage = status < 400 ? Journal.Stage.DONE : Journal.Stage.REFUSED;
            journal.write(entry(ctx, request, stage, actor, detail)).onFailure(failure -> unwritten(request, failure));
        });
    }

    private static Journal.Entry entry(
            RoutingContext ctx, UUID request, Journal.Stage stage, Actor actor, JsonObject detail) {
        String action = ctx.request().method() + " " + ctx.normalizedPath();
        return new Journal.Entry(
                request,
                stage,
                actor,
                action,
                detail,
                ctx.request().remoteAddress().hostAddress());
    }

    private static void unwritten(UUID request, Throwable failure) {
        LOG.atError()
                .setCause(failure)
                .addKeyValue("request", request)
                .log("the audit has the action, but not how it ended");
    }

    private static void pass(RoutingContext ctx, Actor actor) {
        ctx.put(ACTOR, actor);
        ctx.next();
    }

    private void refuse(RoutingContext ctx, Throwable failure) {
        if (failure instanceof ProblemException known && known.problem().type() == ProblemType.UNAUTHENTICATED) {
            ctx.response().putHeader("WWW-Authenticate", "Bearer");
        }
        problems.answer(ctx, failure);
    }
}
