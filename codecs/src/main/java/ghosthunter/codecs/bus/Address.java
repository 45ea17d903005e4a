package ghosthunter.codecs.bus;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;

/** Every event-bus address. All are local to the process; the records that travel there are deeply immutable. */
public final class Address {
    /** Hub: {@code Submission} → {@code Outcome}; the group commit. */
    public static final String LEDGER = "ledger";

    /** Hub: {@code FeedNews} is published; who may want to pull. */
    public static final String FEED_NEWS = "feed.news";

    private Address() {}

    /** Hub: the same, of a tenant that has a database of its own. */
    public static String ledgerOf(TenantId tenant) {
        return LEDGER + "." + tenant;
    }

    /** Hub: {@code Submission} → {@code Outcome}; the one worker of a device. */
    public static String locker(DeviceRef device) {
        return "locker." + device;
    }

    /** Edge: {@code OutboxCommand} → its result; the sole owner of the SQLite file. */
    public static String outbox(DeviceId device) {
        return "outbox." + device;
    }

    /** Edge: {@code Pulled} is published; the hub has sent something down, which is in the store. */
    public static String pulled(DeviceId device) {
        return "pulled." + device;
    }

    /** Edge: {@code DoorCommand} → {@code DoorAnswer}; the sole owner of the doors. */
    public static String door(DeviceId device) {
        return "door." + device;
    }

    /** Edge: {@code SyncCommand} → {@code SyncReport}; asks for an exchange. */
    public static String sync(DeviceId device) {
        return "sync." + device;
    }
}
