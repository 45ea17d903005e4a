package ghosthunter.hub.config;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.hub.device.Gate;
import ghosthunter.hub.device.LockerLimits;
import ghosthunter.hub.dialect.DialectSettings;
import ghosthunter.hub.feed.FeedMode;
import ghosthunter.hub.http.HttpLimits;
import ghosthunter.hub.http.HttpVerticle.Bind;
import ghosthunter.hub.operator.OperatorSettings;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.EmbeddedSettings;
import ghosthunter.hub.realtime.PresenceSettings;
import ghosthunter.hub.realtime.StreamLimits;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one hub node, valid as a whole. {@code conf/hub.yaml} explains each.
 *
 * @param bind where it listens, and how long open requests may take when it stops
 * @param http what a request may have
 * @param gate what may be in flight
 * @param lockers what the worker of one device may have
 * @param custody what is known of clocks, and how long devices keep what is acknowledged
 * @param database where everything is stored
 * @param dataDir what is not in the database: the hub's identity and, with it, the embedded database
 * @param dialects which APIs of other systems are offered
 * @param operators how operators sign in
 * @param entities what syncs both ways
 * @param announcedUrl where devices reach the hub, or null: where it listens
 * @param realtime how devices are called, and when each counts as what
 */
public record HubConfig(
        Bind bind,
        HttpLimits http,
        Gate.Limits gate,
        LockerLimits lockers,
        Custody custody,
        Database database,
        Path dataDir,
        DialectSettings dialects,
        OperatorSettings operators,
        EntityCatalog entities,
        @Nullable URI announcedUrl,
        Realtime realtime) {
    /** With streams and presence as they are by themselves. */
    public HubConfig(
            Bind bind,
            HttpLimits http,
            Gate.Limits gate,
            LockerLimits lockers,
            Custody custody,
            Database database,
            Path dataDir,
            DialectSettings dialects,
            OperatorSettings operators,
            EntityCatalog entities,
            @Nullable URI announcedUrl) {
        this(
                bind,
                http,
                gate,
                lockers,
                custody,
                database,
                dataDir,
                dialects,
                operators,
                entities,
                announcedUrl,
                Realtime.DEFAULT);
    }

    /** Where a dialect that is on listens for itself; empty: it does not. */
    public Optional<Bind> bindOf(String dialect) {
        return dialects.of(dialect).map(DialectSettings.One::port).map(port -> bind.at(port, dialect + ".port"));
    }

    /** What enrollment URLs name as the hub's address. */
    public URI publicUrl() {
        String host = bind.host();
        return announcedUrl != null
                ? announcedUrl
                : URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + bind.port());
    }

    /** The same with other streams and presence. */
    public HubConfig with(Realtime other) {
        return new HubConfig(
                bind,
                http,
                gate,
                lockers,
                custody,
                database,
                dataDir,
                dialects,
                operators,
                entities,
                announcedUrl,
                other);
    }

    /** How devices are called, and when each counts as what. */
    public record Realtime(StreamLimits streams, PresenceSettings presence) {
        /** As the settings have it without a file. */
        public static final Realtime DEFAULT = new Realtime(StreamLimits.DEFAULT, PresenceSettings.DEFAULT);
    }

    /**
     * What custody rests on.
     *
     * @param restoreHorizonMs how old a backup the operator may ever restore, milliseconds; devices keep acknowledged changes
     *     that long
     * @param driftPpm how far a device's boot clock may drift, parts per million
     * @param hubErrorMs the hub's own clock error, milliseconds
     */
    public record Custody(long restoreHorizonMs, int driftPpm, long hubErrorMs) {}

    /**
     * The database.
     *
     * @param url a server of the operator's, or null for the embedded one
     * @param connectionsMax connections that reads of one database share; the group commit has its own
     * @param embedded how the embedded one runs
     * @param ofTenants the databases that tenants have for themselves, as the settings say
     * @param feed how changes of each are followed
     * @param versionsKeptS how long states that entities had are kept at least, seconds; 0: for ever
     */
    public record Database(
            @Nullable DatabaseUrl url,
            int connectionsMax,
            EmbeddedSettings embedded,
            Map<TenantId, DatabaseUrl> ofTenants,
            FeedMode feed,
            long versionsKeptS) {
        public Database {
            ofTenants = Map.copyOf(ofTenants);
        }

        /** One database for all tenants. */
        public Database(@Nullable DatabaseUrl url, int connectionsMax, EmbeddedSettings embedded) {
            this(url, connectionsMax, embedded, Map.of(), FeedMode.AUTO, 0);
        }
    }
}
