package ghosthunter.hub.dialect.agrotour;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.dialect.ChangeIds;
import ghosthunter.hub.entity.ClientDesk;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Makes clients devices before they write, once per node. Any context. */
final class Devices {
    private static final String PREFIX = AgrotourDialect.NAME + ".";
    private static final Pattern FITS = Pattern.compile("[A-Za-z0-9._-]{1,55}");

    /** Devices that are remembered; then they are registered anew. */
    private static final int KNOWN_MAX = 10_000;

    private final ClientDesk desk;
    private final Set<DeviceRef> known = ConcurrentHashMap.newKeySet();

    Devices(ClientDesk desk) {
        this.desk = desk;
    }

    /** The device of a client, which is nobody's locker. */
    static DeviceId of(String client) {
        return new DeviceId(PREFIX + (FITS.matcher(client).matches() ? client : ChangeIds.of("device", client)));
    }

    /**
     * Makes each a device, or says that it was seen.
     *
     * @param clients by their id, with the word for what they are
     */
    Future<Void> present(TenantId tenant, Map<String, String> clients) {
        List<Future<Void>> all = new ArrayList<>();
        clients.forEach((client, word) -> {
            DeviceRef device = new DeviceRef(tenant, of(client));
            all.add(known.contains(device) ? desk.seen(device, null) : registered(device, word, client));
        });
        return all.isEmpty() ? Future.succeededFuture() : Future.all(all).mapEmpty();
    }

    private Future<Void> registered(DeviceRef device, String word, String label) {
        if (known.size() >= KNOWN_MAX) {
            known.clear();
        }
        boolean mobile = word.toLowerCase(Locale.ROOT).startsWith("mobile");
        return desk.register(new ClientDesk.Client(
                        device, mobile ? "mobile" : "terminal", AgrotourDialect.NAME, label, null))
                .onSuccess(done -> known.add(device));
    }
}
