package ghosthunter.hub.ledger;

import ghosthunter.codecs.entity.EntityCatalog;

/**
 * What an operator may set of the ledger.
 *
 * @param restoreHorizonMs how old a backup the operator may ever restore, milliseconds; devices keep acknowledged changes that
 *     long. 0: never one, so that what is durable is safe at once
 * @param driftPpm how far a device's boot clock may drift, parts per million
 * @param hubErrorMs the hub's own clock error, milliseconds
 * @param samplesPerBootMax how many clock samples of a boot are kept
 * @param forkEvidenceMax how many refused runs of a device are kept
 * @param attemptsMax how often a group is tried when the database gives it back
 * @param attemptTimeoutMs how long one try may take, milliseconds
 * @param retryPauseMs pause before the second try, milliseconds; it doubles
 * @param entities the entity types and their lanes
 */
public record LedgerSettings(
        long restoreHorizonMs,
        int driftPpm,
        long hubErrorMs,
        int samplesPerBootMax,
        int forkEvidenceMax,
        int attemptsMax,
        long attemptTimeoutMs,
        long retryPauseMs,
        EntityCatalog entities) {
    /** 7 days, 500 ppm, 100 ms, 8 samples, 16 runs, 4 tries of 30 s, 20 ms. */
    public static final LedgerSettings DEFAULT =
            new LedgerSettings(7 * 86_400_000L, 500, 100, 8, 16, 4, 30_000, 20, EntityCatalog.BUILT_IN);

    public LedgerSettings {
        if (restoreHorizonMs < 0
                || driftPpm < 0
                || hubErrorMs < 0
                || samplesPerBootMax < 1
                || forkEvidenceMax < 0
                || attemptsMax < 1
                || attemptTimeoutMs < 1
                || retryPauseMs < 1) {
            throw new IllegalArgumentException("a setting of the ledger is out of range: " + this);
        }
    }

    /** The same with another horizon. */
    public LedgerSettings withRestoreHorizonMs(long horizonMs) {
        return new LedgerSettings(
                horizonMs,
                driftPpm,
                hubErrorMs,
                samplesPerBootMax,
                forkEvidenceMax,
                attemptsMax,
                attemptTimeoutMs,
                retryPauseMs,
                entities);
    }

    /** The same with these entity types. */
    public LedgerSettings withEntities(EntityCatalog types) {
        return new LedgerSettings(
                restoreHorizonMs,
                driftPpm,
                hubErrorMs,
                samplesPerBootMax,
                forkEvidenceMax,
                attemptsMax,
                attemptTimeoutMs,
                retryPauseMs,
                types);
    }
}
