package ghosthunter.hub.dialect.cpos;

import io.vertx.core.json.JsonObject;

/** What a call is answered with. */
record Answer(int status, JsonObject body) {
    static Answer ok(JsonObject body) {
        return new Answer(200, body);
    }

    static Answer created(JsonObject body) {
        return new Answer(201, body);
    }

    static Answer success() {
        return ok(new JsonObject().put("success", true));
    }
}
