package ghosthunter.edge.outbox;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.exchange.Statement;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The one row of {@code store}.
 *
 * @param recordNo the number of the newest change, counted over all epochs
 * @param exchange the number of the newest exchange that was prepared
 * @param settledExchange the number of the newest exchange whose receipt was settled
 * @param hlc the newest stamp that was given out
 * @param verified the newest receipt, to be told to the hub
 */
record StoreRow(
        DeviceRef device,
        Epoch epoch,
        long recordNo,
        long exchange,
        long settledExchange,
        long hlc,
        @Nullable Instant lastReceiptAt,
        Statement.@Nullable Verified verified) {}
