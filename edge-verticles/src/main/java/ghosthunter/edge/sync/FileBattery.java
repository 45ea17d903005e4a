package ghosthunter.edge.sync;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The state of charge as the kernel tells it in a file, such as {@code /sys/class/power_supply/BAT0/capacity}. */
public final class FileBattery implements BatteryGauge {
    private static final long PERCENT_MAX = 100;

    private final Vertx vertx;
    private final @Nullable Path file;

    /** @param file the file, or null where there is no battery */
    public FileBattery(Vertx vertx, @Nullable Path file) {
        this.vertx = vertx;
        this.file = file;
    }

    @Override
    public Future<OptionalLong> percent() {
        if (file == null) {
            return Future.succeededFuture(OptionalLong.empty());
        }
        return vertx.fileSystem()
                .readFile(file.toString())
                .map(FileBattery::parse)
                .otherwise(OptionalLong.empty());
    }

    private static OptionalLong parse(Buffer content) {
        String text = content.toString().strip();
        return text.matches("[0-9]{1,3}") && Long.parseLong(text) <= PERCENT_MAX
                ? OptionalLong.of(Long.parseLong(text))
                : OptionalLong.empty();
    }
}
