package ghosthunter.hub.http;

import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads a whole small body, under a limit of bytes and of time. */
public final class SmallBody {
    private SmallBody() {}

    /**
     * The members of a JSON object, every string of which a database can hold, held against the document of the API. Call as
     * {@link #read}.
     */
    static Future<JsonFields> json(RoutingContext ctx, HttpLimits limits) {
        return read(ctx.request(), MediaTypes.JSON, limits).map(body -> fields(ctx, body));
    }

    private static JsonFields fields(RoutingContext ctx, byte[] body) {
        JsonFields fields = JsonFields.parse("body", body).storable();
        Contracted.require(ctx, body);
        return fields;
    }

    /**
     * A JSON object whose members may be documents of the caller's own.
     *
     * @param fields its members
     * @param json the same, with every null: in a merge patch it deletes
     */
    record Document(JsonFields fields, JsonObject json) {
        /** A document that must be there. */
        JsonObject object(String name) {
            var unused = fields.object(name);
            return json.getJsonObject(name);
        }
    }

    /** A JSON object with documents in it. Call as {@link #read}. */
    static Future<Document> document(RoutingContext ctx, HttpLimits limits) {
        return read(ctx.request(), MediaTypes.JSON, limits)
                .map(body -> new Document(fields(ctx, body), new JsonObject(Buffer.buffer(body))));
    }

    /** The bytes. Call in the tick in which the request came. Every failure is a {@link ProblemException}. */
    public static Future<byte[]> read(HttpServerRequest request, String mediaType, HttpLimits limits) {
        int bytesMax = limits.smallBodyBytesMax();
        try {
            MediaTypes.require(request, mediaType);
            MediaTypes.requireIdentity(request);
            if (MediaTypes.announcedBytes(request) > bytesMax) {
                throw tooLarge(bytesMax);
            }
        } catch (ProblemException e) {
            return Future.failedFuture(e);
        }
        Buffer body = Buffer.buffer();
        Promise<byte[]> whole = Promise.promise();
        request.exceptionHandler(cut -> whole.tryFail(
                Problem.of(ProblemType.INCOMPLETE_BODY, "the connection broke").exception(cut)));
        request.handler(chunk -> append(body, chunk, bytesMax, whole));
        request.endHandler(end -> whole.tryComplete(body.getBytes()));
        return whole.future()
                .timeout(limits.bodyWaitMs(), TimeUnit.MILLISECONDS)
                .recover(failure ->
                        Future.failedFuture(failure instanceof TimeoutException ? tooSlow(limits) : failure));
    }

    private static void append(Buffer body, Buffer chunk, int bytesMax, Promise<byte[]> whole) {
        if (body.length() + chunk.length() > bytesMax) {
            whole.tryFail(tooLarge(bytesMax));
        } else {
            body.appendBuffer(chunk);
        }
    }

    private static ProblemException tooLarge(int bytesMax) {
        return Problem.of(ProblemType.TOO_LARGE, "the body has more than " + bytesMax + " bytes")
                .exception();
    }

    private static ProblemException tooSlow(HttpLimits limits) {
        return Problem.of(ProblemType.REQUEST_TIMEOUT, "the body did not arrive within " + limits.bodyWaitMs() + " ms")
                .exception();
    }
}
