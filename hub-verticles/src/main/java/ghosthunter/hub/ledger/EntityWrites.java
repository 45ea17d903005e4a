package ghosthunter.hub.ledger;

import java.util.Collection;
import java.util.List;

/**
 * The rows of entities that a judged group writes, each key once.
 *
 * @param added rows that were not there
 * @param changed rows that were there
 * @param versions new rows: every step of every entity
 * @param conflicts new rows
 * @param resolved what people decided
 * @param events new rows
 * @param stock new rows
 * @param notices new rows, or new versions of those that the same device was told before
 */
record EntityWrites(
        List<EntityRow.Entity> added,
        List<EntityRow.Entity> changed,
        List<EntityRow.Version> versions,
        List<EntityRow.Conflict> conflicts,
        List<EntityRow.Resolved> resolved,
        List<EntityRow.Event> events,
        List<EntityRow.Stock> stock,
        Collection<EntityRow.Notice> notices) {}
