package ghosthunter.hub.dialect.posduif;

import ghosthunter.hub.entity.MessageDesk;
import ghosthunter.hub.entity.Stored;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** The shapes of answers, and how they travel. */
final class Answers {
    /** A body that is longer travels gzipped, to who takes it. */
    static final int GZIP_BYTES_MIN = 1_024;

    private static final List<String> OF_USER = List.of("username", "user_type", "enrolled_at", "last_message_sent");
    private static final List<String> OF_MESSAGE = List.of(
            "sender_id", "recipient_id", "content", "status", "created_at", "updated_at", "synced_at", "read_at");

    private Answers() {}

    /** Done when the whole of it was taken by the connection; fails where that is gone. */
    static Future<Void> json(RoutingContext ctx, int status, JsonObject body) {
        return send(ctx, status, body.toBuffer());
    }

    static Future<Void> json(RoutingContext ctx, int status, JsonArray body) {
        return send(ctx, status, body.toBuffer());
    }

    /** The same with what it says of itself: whether it is {@code compressed}. */
    static Future<Void> flagged(RoutingContext ctx, JsonObject body) {
        Buffer plain = body.put("compressed", false).toBuffer();
        return send(ctx, 200, zips(ctx, plain) ? body.put("compressed", true).toBuffer() : plain);
    }

    private static boolean zips(RoutingContext ctx, Buffer body) {
        return body.length() > GZIP_BYTES_MIN && takesGzip(ctx);
    }

    private static Future<Void> send(RoutingContext ctx, int status, Buffer body) {
        HttpServerResponse response = ctx.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store");
        var unused = response.headers().add("Vary", "Accept-Encoding");
        if (!zips(ctx, body)) {
            return response.end(body);
        }
        return zipped(ctx.vertx(), body)
                .compose(
                        zipped -> response.putHeader("Content-Encoding", "gzip").end(zipped));
    }

    private static boolean takesGzip(RoutingContext ctx) {
        String accepted = ctx.request().getHeader("Accept-Encoding");
        return accepted != null
                && accepted.toLowerCase(Locale.ROOT).matches("(.*,)?\\s*(gzip|\\*)\\s*(;\\s*q=(1|0\\.0*[1-9]).*|,.*)?");
    }

    private static Future<Buffer> zipped(Vertx vertx, Buffer body) {
        return vertx.executeBlocking(
                () -> {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
                        zip.write(body.getBytes());
                    } catch (IOException e) {
                        throw new UncheckedIOException("memory can be written to", e);
                    }
                    return Buffer.buffer(bytes.toByteArray());
                },
                false);
    }

    /** An address of the API. Phones take the origin of the one in a QR code for all of it. */
    static String url(URI publicUrl, String path) {
        return publicUrl.resolve(path).toString();
    }

    /** What everybody may know of a user: not its device, for that is what its phone proves itself with. */
    static JsonObject user(Stored.Entity user) {
        JsonObject json = picked(user, OF_USER);
        String created = user.data().getString("created_at");
        return json.put("online_status", false)
                .put("created_at", created)
                .put("updated_at", Times.text(user.updatedAt()));
    }

    /** The same with when the user was here. */
    static JsonObject person(MessageDesk.Person person) {
        JsonObject json = user(person.user()).put("online_status", person.online());
        Instant seenAt = person.lastSeenAt();
        return seenAt == null ? json : json.put("last_seen", Times.text(seenAt));
    }

    static JsonObject message(Stored.Entity message) {
        return picked(message, OF_MESSAGE);
    }

    private static JsonObject picked(Stored.Entity entity, List<String> fields) {
        JsonObject json = new JsonObject().put("id", entity.key());
        for (String field : fields) {
            @Nullable Object value = entity.data().getValue(field);
            if (value != null) {
                json.put(field, value);
            }
        }
        return json;
    }
}
