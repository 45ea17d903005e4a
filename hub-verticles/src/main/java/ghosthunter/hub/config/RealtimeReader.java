package ghosthunter.hub.config;

import ghosthunter.codecs.settings.SettingsReader;
import ghosthunter.hub.realtime.PresenceSettings;
import ghosthunter.hub.realtime.StreamLimits;
import java.util.List;
import java.util.function.Supplier;

/** Reads how devices are called, and when each counts as what. */
final class RealtimeReader {
    private static final long KIB = 1L << 10;
    private static final int DAY_S = 86_400;

    private final SettingsReader settings;

    RealtimeReader(SettingsReader settings) {
        this.settings = settings;
    }

    Supplier<StreamLimits> streams() {
        int streams = (int) settings.number("stream.streams_max", List.of(), 20_000, 1, 1_000_000);
        int buffered = (int) settings.bytes("stream.buffered_bytes_max", List.of(), 16 * KIB, KIB, 1_024 * KIB);
        long keepAliveMs = ms("stream.keep_alive_s", 25, 1, 600);
        long idleMs = ms("stream.idle_s_max", 90, 2, 3_600);
        settings.require(
                idleMs > keepAliveMs,
                "stream.idle_s_max",
                "must be longer than stream.keep_alive_s, " + keepAliveMs / 1_000 + " s");
        int triggers = (int) settings.number("stream.triggers_per_s_max", List.of(), 2_000, 1, 1_000_000);
        long againMs = ms("stream.again_s", 60, 1, DAY_S);
        long windowMs = ms("stream.restart_window_s", 60, 0, 3_600);
        int restarts = (int) settings.number("stream.restarts_per_s_max", List.of(), 200, 1, 1_000_000);
        long spreadMs = ms("stream.restart_spread_s", 60, 1, 3_600);
        return () -> new StreamLimits(
                streams, buffered, keepAliveMs, idleMs, triggers, againMs, windowMs, restarts, spreadMs);
    }

    Supplier<PresenceSettings> presence() {
        long intervalMs = ms("presence.interval_s", 900, 1, DAY_S);
        long silentMs = ms("presence.silent_s", 7_200, 2, 366 * DAY_S);
        settings.require(
                silentMs >= 2 * intervalMs,
                "presence.silent_s",
                "must be at least twice presence.interval_s, " + intervalMs / 1_000 + " s");
        PresenceSettings standard = PresenceSettings.DEFAULT;
        return () -> new PresenceSettings(intervalMs, silentMs, standard.writeMs(), standard.sweepMs());
    }

    private long ms(String key, long defaultS, long minS, long maxS) {
        return settings.durationS(key, List.of(), defaultS, minS, maxS) * 1_000;
    }
}
