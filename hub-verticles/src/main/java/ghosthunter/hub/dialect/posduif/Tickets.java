package ghosthunter.hub.dialect.posduif;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.dialect.DialectAudit;
import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.dialect.DialectRequest;
import ghosthunter.hub.enrollment.QrCode;
import ghosthunter.hub.entity.Stored;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The tokens that somebody at the web application shows as a QR code: each good once within an hour. Only their hashes are stored. */
final class Tickets {
    static final Duration LIFE = Duration.ofHours(1);

    private final DialectPorts ports;
    private final Accounts accounts;
    private final Callers callers;
    private final DialectAudit audit;

    Tickets(DialectPorts ports, Accounts accounts, Callers callers) {
        this.ports = ports;
        this.accounts = accounts;
        this.callers = callers;
        this.audit = new DialectAudit(ports);
    }

    /** One that was given out, in its tenant. */
    record Ticket(TenantId tenant, Stored.Entity entity) {
        boolean isSpent() {
            return entity.data().containsKey("used_at");
        }

        boolean isExpired(Instant now) {
            return !now.isBefore(Times.parse(entity.data().getString("expires_at")));
        }
    }

    /** {@code POST /api/enrollment/create}. */
    Future<Void> create(DialectRequest request) {
        return callers.person(request.ctx().request())
                .compose(caller -> audit.audited(request, callers.actor(caller), () -> create(caller)))
                .compose(answer -> Answers.json(request.ctx(), 201, answer));
    }

    private Future<JsonObject> create(Caller caller) {
        if (!caller.enrolls()) {
            return Refusal.failed(ProblemType.FORBIDDEN, "Your role may not enroll phones");
        }
        String token = randomUuid();
        String key = Ids.hashed(token);
        Instant expiresAt = accounts.now().plus(LIFE);
        JsonObject data = new JsonObject().put("created_by", caller.id()).put("expires_at", Times.text(expiresAt));
        JsonObject qr = new JsonObject()
                .put("enrollment_url", Answers.url(ports.publicUrl(), "/api/enrollment/" + token))
                .put("token", token)
                .put("tenant_id", caller.tenant().value());
        return accounts.lead(PosduifTypes.ENROLLMENT, key, caller.tenant())
                .compose(led -> accounts.put(caller.tenant(), PosduifTypes.ENROLLMENT, key, data))
                .map(new JsonObject()
                        .put("token", token)
                        .put("qr_code_data", qr)
                        .put("expires_at", Times.text(expiresAt)));
    }

    /** A UUIDv4: 122 random bits. */
    private String randomUuid() {
        byte[] random = new byte[16];
        ports.random().nextBytes(random);
        ByteBuffer bits = ByteBuffer.wrap(random);
        long high = (bits.getLong() & ~0xf000L) | 0x4000L;
        long low = (bits.getLong() >>> 2) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    /** {@code GET /api/enrollment/}. */
    Future<Void> nameless(DialectRequest request) {
        return Refusal.failed(ProblemType.INVALID_REQUEST, "Token required");
    }

    /** {@code GET /api/enrollment/{token}}. */
    Future<Void> look(DialectRequest request) {
        String token = request.param("token").orElse("");
        return good(token).compose(ticket -> {
            JsonObject data = ticket.entity().data();
            return Answers.json(
                    request.ctx(),
                    200,
                    new JsonObject()
                            .put("token", token)
                            .put("tenant_id", ticket.tenant().value())
                            .put("created_by", data.getString("created_by"))
                            .put("expires_at", data.getString("expires_at"))
                            .put("valid", true));
        });
    }

    /** {@code GET /api/enrollment/{token}/qr.svg} and {@code qr.png}: for who has no program that draws one. */
    Future<Void> draw(DialectRequest request, String type) {
        String token = request.param("token").orElse("");
        return good(token)
                .compose(ticket -> ports.vertx()
                        .executeBlocking(
                                () -> drawn(Answers.url(ports.publicUrl(), "/api/enrollment/" + token), type), false))
                .compose(image -> request.ctx()
                        .response()
                        .putHeader("Content-Type", type)
                        .putHeader("Cache-Control", "no-store")
                        .end(image));
    }

    private static Buffer drawn(String text, String type) {
        QrCode code = QrCode.of(text);
        return type.equals("image/png") ? Buffer.buffer(code.png()) : Buffer.buffer(code.svg());
    }

    private Future<Ticket> good(String token) {
        return find(token).map(found -> {
            Ticket ticket = found.orElseThrow(() -> Refusal.notFound("Enrollment token not found"));
            if (ticket.isSpent() || ticket.isExpired(accounts.now())) {
                throw Refusal.invalid("Enrollment token expired or already used");
            }
            return ticket;
        });
    }

    /** One by its token, good or not. */
    Future<Optional<Ticket>> find(String token) {
        return Ids.canonical(token).isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : accounts.find(PosduifTypes.ENROLLMENT, Ids.hashed(token))
                        .map(found -> found.map(ticket -> new Ticket(ticket.tenant(), ticket.entity())));
    }
}
