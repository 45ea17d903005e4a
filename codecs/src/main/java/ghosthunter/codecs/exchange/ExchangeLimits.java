package ghosthunter.codecs.exchange;

import ghosthunter.codecs.change.Line;

/**
 * What one exchange may have. The hub enforces it, the edge keeps below it.
 *
 * @param bodyBytesMax decoded bytes of the body
 * @param statementBytesMax bytes of line 1
 * @param changesMax change lines
 */
public record ExchangeLimits(int bodyBytesMax, int statementBytesMax, int changesMax) {
    /** 4 MiB, 16 KiB, 2,000 changes. */
    public static final ExchangeLimits DEFAULT = new ExchangeLimits(4 << 20, 16 << 10, 2_000);

    public ExchangeLimits {
        if (bodyBytesMax < statementBytesMax + Line.BYTES_MAX || statementBytesMax < 1_024 || changesMax < 1) {
            throw new IllegalArgumentException("the body must have room for a statement and one longest line");
        }
    }
}
