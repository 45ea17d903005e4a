package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.entity.EntityType;
import ghosthunter.codecs.entity.PoisonException;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.codecs.time.ClockState;
import ghosthunter.hub.projection.Circumstance;
import ghosthunter.hub.projection.Occurred;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether a write of the centre may be recorded, by what stands under its locks. Pure. */
final class CentreCheck {
    private final GroupWork work;
    private final EntityProjector entities;

    CentreCheck(GroupWork work, EntityProjector entities) {
        this.work = work;
        this.entities = entities;
    }

    /**
     * Why nothing of a submission may be recorded; null where it may, or where nothing was expected.
     *
     * @param epoch in which it would be chained
     */
    @Nullable
    Problem refusal(Intake.Unsigned intake, Key.OfEpoch epoch) {
        TenantId tenant = intake.device().tenant();
        for (Expected expected : intake.submission().expected()) {
            Problem stale = stale(tenant, expected);
            if (stale != null) {
                return stale;
            }
        }
        boolean mustBeTaken = intake.submission().expected().stream().anyMatch(expected -> !expected.judged());
        return mustBeTaken ? rejected(intake, epoch) : null;
    }

    private @Nullable Problem stale(TenantId tenant, Expected expected) {
        EntityRow.Entity there = work.entities.entity(expected.entity(tenant));
        long version = there == null ? 0 : there.version();
        if (expected.pending() != null) {
            EntityRow.Locked conflict = work.entities.conflict(new Key.Conflict(tenant, expected.pending()));
            if (conflict == null || !conflict.isPending()) {
                return Problem.of(ProblemType.CONFLICT, "conflict " + expected.pending() + " is decided already");
            }
        }
        return version == expected.version()
                ? null
                : Problem.of(
                        ProblemType.CONFLICT,
                        expected.type() + " " + expected.key() + " has version " + version + ", not "
                                + expected.version() + "; look again");
    }

    private @Nullable Problem rejected(Intake.Unsigned intake, Key.OfEpoch epoch) {
        Instant receivedAt = Instant.ofEpochMilli(intake.submission().receivedAtMs());
        Occurred occurred = new Occurred(receivedAt, 0, ClockState.UNTRUSTED);
        Circumstance now = new Circumstance(intake.device(), occurred, receivedAt, null, 0);
        for (ReadLine read : intake.read()) {
            String reason = read.reading().fold(valid -> reason(epoch, valid.change(), now), poison -> poison.reason());
            if (reason != null) {
                return Problem.of(ProblemType.INVALID_REQUEST, reason);
            }
        }
        return null;
    }

    private @Nullable String reason(Key.OfEpoch epoch, Change change, Circumstance now) {
        EntityType type =
                CoreTypes.type(work.settings.entities(), change.type()).orElse(null);
        try {
            return type == null
                    ? "type '" + change.type() + "' is not known"
                    : entities.refusal(epoch.chain(type.lane()).entry(0), change, type, now);
        } catch (PoisonException e) {
            return e.getMessage();
        }
    }
}
