package ghosthunter.hub.merge;

/**
 * What a change makes of an entity: all that the ledger has to write.
 *
 * @param next the entity from now on, always one version further
 * @param result how it came to be
 * @param clean whether nobody else had written since
 * @param conflict whether it is worth a row of {@code conflict}: the change was concurrent, or is pending or rejected
 * @param delta how much a counter moved; 0 for none, and for what is no counter
 */
public record Decision(EntityState next, MergeResult result, boolean clean, boolean conflict, long delta) {}
