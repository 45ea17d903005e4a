package ghosthunter.hub.dialect;

import ghosthunter.hub.device.Gate;
import ghosthunter.hub.entity.CentreWriter;
import ghosthunter.hub.entity.ClientDesk;
import ghosthunter.hub.entity.ClientWriter;
import ghosthunter.hub.entity.ConflictDesk;
import ghosthunter.hub.entity.EntityDesk;
import ghosthunter.hub.http.HttpLimits;
import ghosthunter.hub.http.ProblemResponder;
import ghosthunter.hub.operator.OperatorPool;
import ghosthunter.hub.postgres.TenantPools;
import ghosthunter.hub.realtime.PresenceDesk;
import ghosthunter.hub.realtime.Streams;
import ghosthunter.hub.realtime.TriggerDesk;
import io.vertx.core.Vertx;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the core gives to dialects.
 *
 * @param pools the databases, for reading
 * @param entities what there is
 * @param conflicts what met
 * @param centre writes as the centre, and resolves conflicts
 * @param clients writes as the clients' devices
 * @param devices makes clients devices
 * @param streams the open connections of devices, also those of clients (key {@link Streams#NO_KEY})
 * @param triggers calls devices at every node
 * @param presence who is there
 * @param operators people: names, passwords, roles
 * @param signIns what they are answered where dialects share a path
 * @param secrets a secret of 32 bytes for each purpose, the same at every node with the same data directory
 * @param publicUrl where clients reach the hub
 * @param ids UUIDv7, on any thread
 */
public record DialectPorts(
        Vertx vertx,
        TenantPools pools,
        EntityDesk entities,
        ConflictDesk conflicts,
        CentreWriter centre,
        ClientWriter clients,
        ClientDesk devices,
        Streams streams,
        TriggerDesk triggers,
        PresenceDesk presence,
        OperatorPool operators,
        SignIns signIns,
        Function<String, byte[]> secrets,
        Gate gate,
        HttpLimits limits,
        ProblemResponder problems,
        URI publicUrl,
        InstantSource clock,
        SecureRandom random,
        Supplier<UUID> ids) {}
