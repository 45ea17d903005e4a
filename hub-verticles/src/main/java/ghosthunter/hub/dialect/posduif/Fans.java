package ghosthunter.hub.dialect.posduif;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.hub.realtime.DeviceStream;
import ghosthunter.hub.realtime.Ending;
import ghosthunter.hub.realtime.Streams;
import ghosthunter.hub.realtime.Wire;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * To the core a device has one stream; a person has several pages open, each with its own, and a browser that is cut off comes back at
 * once. So the pages of one user share the stream of the core. One for all event loops.
 */
final class Fans {
    /** So many pages of one user are told; with one more the oldest is ended. */
    static final int PAGES_MAX = 8;

    private final Streams streams;
    private final ConcurrentMap<DeviceRef, Fan> fans = new ConcurrentHashMap<>();

    /** The stream of the core that each hangs on. */
    private final ConcurrentMap<Fan, DeviceStream> opened = new ConcurrentHashMap<>();

    Fans(Streams streams) {
        this.streams = streams;
    }

    /** Those who share one stream. The list changes in {@code compute} of its device alone. */
    private static final class Fan implements Wire {
        private final List<EventStream> wires = new CopyOnWriteArrayList<>();

        @Override
        public void tell(String message) {
            wires.forEach(wire -> wire.tell(message));
        }

        /** Each keeps itself alive. */
        @Override
        public void keepAlive() {}

        @Override
        public void end(Ending why) {
            wires.forEach(wire -> wire.end(why));
        }
    }

    /**
     * Another one listens.
     *
     * @param max how many of this device may
     */
    void join(DeviceRef device, EventStream wire, int max) {
        var unused = fans.compute(device, (key, there) -> {
            Fan fan = there == null ? new Fan() : there;
            if (fan.wires.size() >= max) {
                fan.wires.remove(0).end(Ending.REPLACED);
            }
            fan.wires.add(wire);
            if (there == null) {
                opened.put(fan, streams.open(device, Streams.NO_KEY, fan));
            }
            return fan;
        });
    }

    /**
     * One listens no more.
     *
     * @param why the stream of the core ends with the last
     */
    void leave(DeviceRef device, EventStream wire, Ending why) {
        var unused = fans.computeIfPresent(device, (key, fan) -> {
            fan.wires.remove(wire);
            if (!fan.wires.isEmpty()) {
                return fan;
            }
            DeviceStream stream = opened.remove(fan);
            if (stream != null) {
                streams.end(stream, why);
            }
            return null;
        });
    }
}
