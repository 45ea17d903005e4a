package ghosthunter.codecs.change;

import java.time.Instant;
import java.util.UUID;

/**
 * One fact recorded at a device: its verbatim line and the parsed view of it. Immutable. Made by {@link ChangeLine} only, so
 * that view and line always agree.
 *
 * @param line the text as the device stored it
 * @param id UUIDv7, made once; the same change keeps it in every epoch
 * @param type entity type, {@code [a-z][a-z0-9_-]{0,31}}
 * @param key entity key, 1 to {@value ChangeLine#KEY_CHARS_MAX} characters without control characters
 * @param op operation, {@code [A-Z][A-Z0-9_]{0,31}}
 * @param at the device's wall clock when it was recorded; evidence, never an order
 * @param boot the device's boot id, 1 to 64 characters
 * @param upMs milliseconds since that boot, suspend included, 0 or more
 * @param hlc hybrid logical clock, see {@link ghosthunter.codecs.time.Hlc}
 * @param base the entity version that the device saw, 0 for none
 * @param dataJson the text of the {@code data} object as it stands in the line
 */
public record Change(
        Line line,
        UUID id,
        String type,
        String key,
        String op,
        Instant at,
        String boot,
        long upMs,
        long hlc,
        long base,
        String dataJson) {}
