package ghosthunter.hub.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ends of request chains: what happens to an answer that nobody takes is of no interest but to a debugging person. */
public final class Handlers {
    private static final Logger LOG = LoggerFactory.getLogger(Handlers.class);

    private Handlers() {}

    /** Ends the answer with this body. */
    public static void end(HttpServerResponse response, Buffer body) {
        response.end(body).onFailure(Handlers::notTaken);
    }

    /** Answers with JSON. */
    public static void json(HttpServerResponse response, int status, JsonObject body) {
        response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, MediaTypes.JSON);
        end(response, body.toBuffer());
    }

    /** Answers that it is done and there is nothing to say. */
    static void empty(HttpServerResponse response) {
        response.setStatusCode(204).end().onFailure(Handlers::notTaken);
    }

    /** Closes the connection. */
    public static void close(HttpConnection connection) {
        connection.close().onFailure(Handlers::notTaken);
    }

    /** For what is written to somebody who may have left. */
    public static void discarded(Future<?> written) {
        written.onFailure(Handlers::notTaken);
    }

    private static void notTaken(Throwable failure) {
        LOG.atDebug().addKeyValue("reason", failure.getMessage()).log("client left before its answer");
    }
}
