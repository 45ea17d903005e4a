package ghosthunter.edge.command;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Model.CommandSpec;

/** Lines for a person. */
final class Lines {
    private static final String GAP = "  ";

    private Lines() {}

    static void print(CommandSpec spec, String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    /** What is no answer: why it is not done, what was made for it. To the standard error. */
    static void printError(CommandSpec spec, String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }

    /** Rows of the same number of cells, each column as wide as its widest cell. */
    static void printTable(CommandSpec spec, List<List<String>> rows) {
        List<Integer> widths = new ArrayList<>();
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                int width = row.get(i).length();
                if (i == widths.size()) {
                    widths.add(width);
                } else {
                    widths.set(i, Math.max(widths.get(i), width));
                }
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(row.get(i))
                        .append(" ".repeat(widths.get(i) - row.get(i).length()))
                        .append(GAP);
            }
            print(spec, line.toString().stripTrailing());
        }
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
