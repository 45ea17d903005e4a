package ghosthunter.edge.command;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Model.CommandSpec;

/** Lines for a person. */
final class Lines {
    private Lines() {}

    static void print(CommandSpec spec, String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    static List<JsonObject> objects(JsonObject json, String name) {
        JsonArray array = json.getJsonArray(name);
        return IntStream.range(0, array.size()).mapToObj(array::getJsonObject).toList();
    }

    static List<String> texts(JsonObject json, String name) {
        JsonArray array = json.getJsonArray(name);
        return IntStream.range(0, array.size()).mapToObj(array::getString).toList();
    }
}
