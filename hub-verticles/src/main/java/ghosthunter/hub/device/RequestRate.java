package ghosthunter.hub.device;

import ghosthunter.codecs.change.DeviceRef;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How fast each device may come: a bucket of tokens, one to a request, that holds a minute's worth and is filled evenly. Who
 * was quiet for a minute is forgotten; with more devices than entries the longest quiet one is forgotten early, in its favour.
 * Any thread may call it.
 */
final class RequestRate {
    private static final long MINUTE_NS = TimeUnit.MINUTES.toNanos(1);

    private final int perMinuteMax;
    private final LongSupplier nanoTime;
    private final Map<DeviceRef, Bucket> buckets;

    /**
     * @param perMinuteMax requests of one device in a minute
     * @param devicesMax devices that are remembered
     * @param nanoTime a clock that only measures distances, nanoseconds
     */
    RequestRate(int perMinuteMax, int devicesMax, LongSupplier nanoTime) {
        this.perMinuteMax = perMinuteMax;
        this.nanoTime = nanoTime;
        this.buckets = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<DeviceRef, Bucket> eldest) {
                return size() > devicesMax;
            }
        };
    }

    /** What was left at a time. */
    private record Bucket(double tokens, long atNanos) {}

    /** Takes one token; false if there is none. */
    synchronized boolean take(DeviceRef device) {
        long now = nanoTime.getAsLong();
        Bucket bucket = buckets.get(device);
        double filled = bucket == null
                ? perMinuteMax
                : bucket.tokens() + (double) perMinuteMax * (now - bucket.atNanos()) / MINUTE_NS;
        double tokens = Math.min(perMinuteMax, filled);
        boolean taken = tokens >= 1;
        buckets.put(device, new Bucket(taken ? tokens - 1 : tokens, now));
        return taken;
    }

    /** How many devices are remembered. */
    synchronized int devices() {
        return buckets.size();
    }
}
