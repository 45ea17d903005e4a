package ghosthunter.edge.sync;

import ghosthunter.codecs.time.BootClock;
import ghosthunter.edge.enroll.IdentitySource;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Everything outside of the exchange logic that it touches, so that a simulation can give it a world of its own.
 *
 * @param clock the wall clock: evidence, never an order
 * @param bootClock the clock that the loop and the clock samples run on
 * @param random for jitter; used in one context only
 * @param alarm the one timer of the loop
 * @param outbox the store
 * @param identity who this device is
 * @param battery the state of charge
 * @param link the way to the hub
 */
public record SyncPorts(
        InstantSource clock,
        BootClock bootClock,
        RandomGenerator random,
        Alarm alarm,
        OutboxPort outbox,
        IdentitySource identity,
        BatteryGauge battery,
        HubLink link) {}
