package ghosthunter.hub;

import java.io.PrintWriter;
import java.io.StringWriter;

/** A command of the hub as a person types it: what it printed and returned. */
record TypedCommand(int exit, String out, String err) {
    static TypedCommand run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = HubMain.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new TypedCommand(exit, out.toString(), err.toString());
    }

    /** The first line that it printed with these words. */
    String line(String with) {
        return out.lines()
                .filter(line -> line.contains(with))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line with " + with + " in\n" + out + err));
    }
}
