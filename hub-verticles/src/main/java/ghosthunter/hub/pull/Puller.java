package ghosthunter.hub.pull;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.exchange.Pull;
import ghosthunter.hub.ledger.Key;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** Reads what a device has not seen yet. Any context may call it. */
public interface Puller {
    /**
     * The next page; empty where there is nothing new and the cursor stays.
     *
     * @param epoch the device's own: what it wrote in it does not come back as news
     * @param told entities that it is told of whether the feed has them yet or not
     * @return fails with {@code unavailable} when the database does not answer
     */
    Future<Optional<Page>> page(DeviceRef device, Epoch epoch, Pull pull, List<Key.OfEntity> told);
}
