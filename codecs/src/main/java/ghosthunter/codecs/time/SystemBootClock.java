package ghosthunter.codecs.time;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The boot clock of this machine: Linux's {@code /proc/uptime} and {@code boot_id}. {@code System.nanoTime()} stops while a
 * board sleeps, so it is only the substitute where there is no {@code /proc}; each process is then a boot of its own, which
 * is coarser but never wrong. Never runs backward, also when a read fails. Reading {@code /proc} touches no disk.
 */
public final class SystemBootClock implements BootClock {
    private static final Path UPTIME = Path.of("/proc/uptime");
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private final String bootId;
    private final boolean proc;
    private final long startNanos = System.nanoTime();
    private final AtomicLong lastUpMs = new AtomicLong();

    public SystemBootClock() {
        String id = readBootId();
        this.proc = ID_GRAMMAR.matcher(id).matches() && readUptimeMs() >= 0;
        this.bootId = proc ? id : UUID.randomUUID().toString();
    }

    @Override
    public String bootId() {
        return bootId;
    }

    @Override
    public long upMs() {
        long elapsedMs = (System.nanoTime() - startNanos) / 1_000_000;
        return lastUpMs.accumulateAndGet(proc ? readUptimeMs() : elapsedMs, Math::max);
    }

    private static String readBootId() {
        try {
            return Files.readString(BOOT_ID, StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static long readUptimeMs() {
        try {
            String text = Files.readString(UPTIME, StandardCharsets.US_ASCII);
            return Math.round(Double.parseDouble(text.substring(0, text.indexOf(' '))) * 1000);
        } catch (IOException | RuntimeException e) {
            return -1;
        }
    }
}
