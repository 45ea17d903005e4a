package ghosthunter.load.proxy;

import io.vertx.core.buffer.Buffer;

/**
 * Finds the end of one chunked body (RFC 9112, 7.1) without decoding it. One instance for one body; not thread-safe.
 *
 * <p>{@code SIZE → EXTENSION → DATA → DATA_END → SIZE … → TRAILER → DONE}; a byte that fits nowhere leads to
 * {@code BROKEN}.
 */
final class ChunkedBody {
    private static final int SIZE_DIGITS_MAX = 8;

    private enum At {
        SIZE,
        EXTENSION,
        DATA,
        DATA_END,
        TRAILER,
        DONE,
        BROKEN
    }

    private At at = At.SIZE;
    private long sizeBytes;
    private int sizeDigits;
    private int lineBytes;

    boolean done() {
        return at == At.DONE;
    }

    boolean broken() {
        return at == At.BROKEN;
    }

    /** Advances over the bytes from {@code from} on; returns the index of the first byte that is not of this body. */
    int consume(Buffer in, int from) {
        int index = from;
        while (index < in.length() && at != At.DONE && at != At.BROKEN) {
            if (at == At.DATA) {
                index += skipData(in.length() - index);
            } else {
                step(in.getByte(index++));
            }
        }
        return index;
    }

    private int skipData(int availableBytes) {
        int skipped = (int) Math.min(sizeBytes, availableBytes);
        sizeBytes -= skipped;
        if (sizeBytes == 0) {
            at = At.DATA_END;
        }
        return skipped;
    }

    private void step(byte octet) {
        switch (at) {
            case SIZE -> size(octet);
            case EXTENSION -> {
                if (octet == '\n') {
                    sizeRead();
                }
            }
            case DATA_END -> {
                if (octet == '\n') {
                    at = At.SIZE;
                }
            }
            case TRAILER -> trailer(octet);
            default -> throw new IllegalStateException("no step from " + at);
        }
    }

    private void size(byte octet) {
        int digit = Character.digit(octet, 16);
        if (digit >= 0 && sizeDigits < SIZE_DIGITS_MAX) {
            sizeBytes = sizeBytes * 16 + digit;
            sizeDigits++;
        } else if (digit < 0 && sizeDigits > 0 && octet == '\n') {
            sizeRead();
        } else if (digit < 0 && sizeDigits > 0 && (octet == '\r' || octet == ';' || octet == ' ')) {
            at = At.EXTENSION;
        } else {
            at = At.BROKEN;
        }
    }

    private void sizeRead() {
        at = sizeBytes == 0 ? At.TRAILER : At.DATA;
        sizeDigits = 0;
        lineBytes = 0;
    }

    private void trailer(byte octet) {
        if (octet == '\n') {
            at = lineBytes == 0 ? At.DONE : At.TRAILER;
            lineBytes = 0;
        } else if (octet != '\r') {
            lineBytes++;
        }
    }
}
