package ghosthunter.hub.realtime;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.exchange.Trigger.Reason;
import ghosthunter.hub.feed.FeedNews;
import ghosthunter.hub.feed.FeedSettings;
import ghosthunter.hub.postgres.TenantPools;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom news concern, of those who have a stream here. Groups are looked up when news for them come, so that who joined one a moment
 * ago is called too: one question at a time for each tenant, with all groups that came meanwhile. Used by one verticle.
 */
final class Addressees {
    private static final Logger LOG = LoggerFactory.getLogger(Addressees.class);

    /** Index: primary key of device_group. Rows: the members. */
    private static final String MEMBERS =
            "SELECT DISTINCT device FROM device_group WHERE tenant = $1 AND name = ANY ($2::text[])";

    private static final String EVERYBODY = "*";
    private static final String DEVICE = "d:";
    private static final String GROUP = "g:";

    private final Streams streams;
    private final TenantPools pools;
    private final BiConsumer<DeviceStream, Reason> found;
    private final Map<TenantId, Map<String, Reason>> groupsToAsk = new HashMap<>();
    private final Set<TenantId> asking = new HashSet<>();

    /** @param found is told each stream, and why */
    Addressees(Streams streams, TenantPools pools, BiConsumer<DeviceStream, Reason> found) {
        this.streams = streams;
        this.pools = pools;
        this.found = found;
    }

    void of(FeedNews news) {
        if (news.everybody()) {
            boolean isShared = news.database().equals(FeedSettings.SHARED);
            all(tenant -> isShared ? !pools.isOwn(tenant) : tenant.value().equals(news.database()), Reason.NEWS);
        }
        news.audiences().forEach(this::ofValid);
    }

    /** Anybody's SQL says for whom something is: what names nobody calls nobody. */
    private void ofValid(FeedNews.Audience audience) {
        try {
            of(audience);
        } catch (IllegalArgumentException e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("news for an audience that cannot be");
        }
    }

    private void of(FeedNews.Audience audience) {
        TenantId tenant = new TenantId(audience.tenant());
        boolean isOperators = audience.name().startsWith(TriggerDesk.BY_OPERATOR);
        String name = isOperators ? audience.name().substring(TriggerDesk.BY_OPERATOR.length()) : audience.name();
        Reason reason = isOperators ? Reason.OPERATOR : Reason.NEWS;
        if (name.equals(EVERYBODY)) {
            all(tenant::equals, reason);
        } else if (name.startsWith(DEVICE)) {
            one(tenant, name.substring(DEVICE.length()), reason);
        } else if (name.startsWith(GROUP)) {
            groupsToAsk
                    .computeIfAbsent(tenant, none -> new LinkedHashMap<>())
                    .merge(name.substring(GROUP.length()), reason, (before, now) -> before);
            ask(tenant);
        }
    }

    private void all(Predicate<TenantId> ofTenant, Reason reason) {
        for (DeviceStream stream : streams.all()) {
            if (ofTenant.test(stream.device().tenant())) {
                found.accept(stream, reason);
            }
        }
    }

    private void one(TenantId tenant, String device, Reason reason) {
        streams.find(new DeviceRef(tenant, new DeviceId(device))).ifPresent(stream -> found.accept(stream, reason));
    }

    private void ask(TenantId tenant) {
        if (!groupsToAsk.containsKey(tenant) || !asking.add(tenant)) {
            return;
        }
        Map<String, Reason> groups = groupsToAsk.remove(tenant);
        Reason reason = groups.containsValue(Reason.OPERATOR) ? Reason.OPERATOR : Reason.NEWS;
        members(tenant, groups.keySet())
                .onSuccess(devices -> devices.forEach(device -> one(tenant, device, reason)))
                .onFailure(failure -> notFound(tenant, reason, failure))
                .onComplete(asked -> {
                    asking.remove(tenant);
                    ask(tenant);
                });
    }

    private Future<Set<String>> members(TenantId tenant, Set<String> groups) {
        Tuple asked = Tuple.of(tenant.value()).addArrayOfString(groups.toArray(String[]::new));
        return pools.query(tenant, MEMBERS, asked).map(rows -> {
            Set<String> devices = new HashSet<>();
            rows.forEach(row -> devices.add(row.getString("device")));
            return devices;
        });
    }

    /** One call too many costs an exchange, one too few a wait. */
    private void notFound(TenantId tenant, Reason reason, Throwable failure) {
        LOG.atWarn()
                .addKeyValue("tenant", tenant)
                .addKeyValue("reason", failure.getMessage())
                .log("members of groups are not known; all devices of the tenant are called");
        all(tenant::equals, reason);
    }
}
