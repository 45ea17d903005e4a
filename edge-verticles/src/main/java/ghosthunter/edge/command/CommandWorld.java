package ghosthunter.edge.command;

import ghosthunter.codecs.time.BootClock;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What the commands take from outside themselves.
 *
 * @param opener opens the device where no daemon runs
 * @param bootClock measures how long a command waits for the file
 * @param ids makes random UUIDs: tracking ids where none was given, and idempotency keys
 * @param waitMsMax how long a command waits for a file that another process has, milliseconds
 */
public record CommandWorld(DeviceOpener opener, BootClock bootClock, Supplier<UUID> ids, long waitMsMax) {
    /**
     * Long enough for others to open and close the file in turn on a slow board. Who has it open answers by its local API, so
     * that a command waits only for the moments before and after.
     */
    public static final long WAIT_MS_MAX = 60_000;
}
