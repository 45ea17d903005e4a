package ghosthunter.hub.config;

import ghosthunter.codecs.exchange.ExchangeLimits;
import ghosthunter.codecs.settings.SettingsReader;
import ghosthunter.hub.http.HttpLimits;
import ghosthunter.hub.http.HttpLimits.Inflation;
import ghosthunter.hub.http.HttpLimits.Senders;
import java.util.List;
import java.util.function.Supplier;

/** Reads what a request and a connection may have. */
final class HttpLimitsReader {
    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;

    private final SettingsReader settings;

    HttpLimitsReader(SettingsReader settings) {
        this.settings = settings;
    }

    Supplier<HttpLimits> read() {
        long bodyMs = ms("http.body_s_max", 30, 1, 600);
        int headerBytes = bytes("http.header_bytes_max", 8 * KIB, KIB, MIB);
        int uriBytes = bytes("http.uri_bytes_max", 4 * KIB, 256, 64 * KIB);
        int smallBytes = bytes("http.small_body_bytes_max", 16 * KIB, 4 * KIB, MIB);
        Supplier<Senders> senders = senders(bodyMs);
        int bodyBytes = bytes("exchange.body_bytes_max", 4 * MIB, MIB, 64 * MIB);
        int changes = number("exchange.changes_max", 2_000, 1, 100_000);
        int ratio = number("exchange.inflate_ratio_max", Inflation.DEFAULT.ratioMax(), 10, 1_100);
        int window = bytes("exchange.zstd_window_bytes_max", 8 * MIB, 64 * KIB, 128 * MIB);
        HttpLimits standard = HttpLimits.DEFAULT;
        return () -> new HttpLimits(
                new ExchangeLimits(bodyBytes, ExchangeLimits.DEFAULT.statementBytesMax(), changes),
                new Inflation(ratio, window),
                smallBytes,
                headerBytes,
                uriBytes,
                bodyMs,
                standard.lookupWaitMs(),
                standard.lingerMs(),
                senders.get());
    }

    private Supplier<Senders> senders(long bodyMs) {
        int all = number("http.connections_max", 20_000, 1, 1_000_000);
        int address = number("http.address_connections_max", 4_096, 1, 1_000_000);
        long headerMs = ms("http.header_s_max", 10, 1, 600);
        long idleS = settings.durationS("http.idle_s_max", List.of(), 75, 1, 3_600);
        settings.require(
                idleS * 1_000 > bodyMs,
                "http.idle_s_max",
                "must be longer than http.body_s_max, " + bodyMs / 1_000 + " s");
        int bytesPerS = bytes("http.body_bytes_per_s_min", 256, 1, MIB);
        return () -> new Senders(all, address, headerMs, (int) idleS, bytesPerS);
    }

    private int number(String key, int defaultValue, int min, int max) {
        return (int) settings.number(key, List.of(), defaultValue, min, max);
    }

    private int bytes(String key, long defaultBytes, long min, long max) {
        return (int) settings.bytes(key, List.of(), defaultBytes, min, max);
    }

    private long ms(String key, long defaultS, long minS, long maxS) {
        return settings.durationS(key, List.of(), defaultS, minS, maxS) * 1_000;
    }
}
