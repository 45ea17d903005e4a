package ghosthunter.load.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;

/** Reads what a process prints until it ends, on a daemon thread of its own: reading a pipe blocks. */
final class OutputReader implements Runnable {
    /** Characters of one line; a longer one is broken into several. */
    static final int LINE_CHARS_MAX = 8_192;

    private final InputStream stream;
    private final OutputLines lines;

    private OutputReader(InputStream stream, OutputLines lines) {
        this.stream = stream;
        this.lines = lines;
    }

    static void start(String name, InputStream stream, OutputLines lines) {
        Thread thread = new Thread(new OutputReader(stream, lines), "output of " + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        try (Reader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            readLines(reader);
        } catch (IOException closed) {
            lines.append("(output not readable any more: " + closed.getMessage() + ")");
        } finally {
            lines.end();
        }
    }

    private void readLines(Reader reader) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = reader.read(); next >= 0; next = reader.read()) {
            if (next == '\n' || line.length() == LINE_CHARS_MAX) {
                lines.append(line.toString());
                line.setLength(0);
            }
            if (next != '\n' && next != '\r') {
                line.append((char) next);
            }
        }
        if (!line.isEmpty()) {
            lines.append(line.toString());
        }
    }
}
