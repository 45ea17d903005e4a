package ghosthunter.hub.custody;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.time.ClockState;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The timeline of one package, in the order of what happened.
 *
 * @param steps what is known, and nothing else: a step that has not happened is absent
 */
public record Custody(TenantId tenant, String trackingId, List<Step> steps) {
    public Custody {
        steps = List.copyOf(steps);
    }

    /** What happened. Declared in the order in which it happens to one change. */
    public enum Kind {
        /** The locker's door closed on the package. */
        DOOR_CLOSED,
        /** The record was durable in the locker. */
        RECORDED,
        /** The package was taken out, as the locker recorded it. */
        PICKED_UP,
        /** The locker sent the record. */
        ATTEMPT,
        /** The record had arrived whole at the hub. */
        RECEIVED,
        /** The record was durable at the hub. */
        HUB_RECORDED,
        /** The locker had verified the hub's receipt: the last mile. */
        RECEIPT_VERIFIED;

        /** The name in answers: {@code door-closed}. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Whose clock said so. */
    public enum Source {
        /** The hub's own clock. */
        HUB_CLOCK,
        /** The device's boot clock, placed on the hub's by clock samples. */
        DEVICE_BOOT_CLOCK,
        /** The device's wall clock: a claim. */
        DEVICE_WALL_CLOCK;

        /** The name in answers: {@code hub-clock}. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * One step.
     *
     * @param at hub time, middle of the interval
     * @param errorMs half the width of the interval
     * @param deviceTime what the device's wall clock showed, where it told
     * @param op the operation of the change that this step belongs to, such as {@code CREATE}
     * @param ref where that change stands in the ledger
     * @param detail one sentence, may be empty
     */
    public record Step(
            Kind kind,
            Instant at,
            long errorMs,
            ClockState clockState,
            Source source,
            @Nullable Instant deviceTime,
            String op,
            LedgerRef ref,
            String detail) {}

    /**
     * Where a change stands in the ledger, with what proves it.
     *
     * @param hash the chain after it
     * @param exchange the exchange that brought it
     * @param statement SHA-256 of the statement that brought it, or null where the client does not sign
     * @param untrusted whether a key signed it that was revoked or replaced, so that it proves nothing
     */
    public record LedgerRef(
            DeviceId device,
            Epoch epoch,
            Lane lane,
            long seq,
            Hash hash,
            long exchange,
            @Nullable Hash statement,
            boolean untrusted) {}
}
