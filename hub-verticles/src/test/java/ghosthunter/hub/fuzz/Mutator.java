package ghosthunter.hub.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Damages bytes: some blindly, some where JSON hurts. The same random numbers make the same damage. */
public final class Mutator {
    /** What parsers have stumbled over. */
    private static final List<String> WORDS = List.of(
            "null",
            "true",
            "{}",
            "[]",
            "\"\"",
            "-1",
            "0",
            "-0",
            "1e400",
            "1e-400",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775809",
            "1" + "0".repeat(63),
            "1" + "0".repeat(2_000),
            "0.5",
            "NaN",
            "\\u0000",
            "\\ud800",
            "\\udc00",
            "\\ud83d\\ude00",
            "\u0000",
            "\ufeff",
            "\u2028",
            "\\",
            "\"",
            "\n",
            "\r\n",
            "[".repeat(31),
            "[".repeat(33),
            "{\"a\":".repeat(40),
            "\"" + "x".repeat(70_000) + "\"",
            "'; DROP TABLE ledger; --",
            "../../etc/passwd",
            "%00",
            "\"v\":1,",
            "\"lane\":\"critical\"",
            "\"2026-02-30T00:00:00Z\"",
            "\"9999-12-31T23:59:60Z\"",
            "\"+1000000000-12-31T23:59:59.999999999Z\"",
            "\"1970-01-01T00:00:00+18:00\"",
            "\"CREATE\"",
            "\"PICKUP\"",
            "\"OPEN\"",
            "\"TOMBSTONE\"",
            "\"package\"",
            "\"epoch\"",
            "\"hole\":{}",
            "253402300800000");

    private static final Pattern TOKEN =
            Pattern.compile("\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"|-?[0-9][0-9.eE+-]*|true|false|null");
    private static final int BYTES_MAX = 200_000;

    private final Random random;

    public Mutator(Random random) {
        this.random = random;
    }

    /** A damaged copy of one of these. */
    public byte[] of(List<byte[]> seeds) {
        byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
        int times = 1 + random.nextInt(random.nextInt(4) == 0 ? 12 : 3);
        for (int i = 0; i < times; i++) {
            bytes = once(bytes, seeds.get(random.nextInt(seeds.size())));
        }
        return bytes.length > BYTES_MAX ? Arrays.copyOf(bytes, BYTES_MAX) : bytes;
    }

    private byte[] once(byte[] bytes, byte[] other) {
        int at = random.nextInt(bytes.length + 1);
        int to = at + random.nextInt(Math.min(bytes.length - at, 64) + 1);
        byte[] word = WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.UTF_8);
        return switch (random.nextInt(9)) {
            case 0 -> flipped(bytes);
            case 1 -> replaced(bytes, at, at, new byte[] {(byte) random.nextInt(256)});
            case 2 -> replaced(bytes, at, to, new byte[0]);
            case 3 -> replaced(bytes, at, at, Arrays.copyOfRange(bytes, at, to));
            case 4 -> replaced(bytes, at, to, word);
            case 5 -> Arrays.copyOf(bytes, at);
            case 6 -> spliced(bytes, at, other);
            default -> withToken(bytes, word);
        };
    }

    private byte[] flipped(byte[] bytes) {
        byte[] copy = bytes.clone();
        if (copy.length > 0) {
            copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return copy;
    }

    private byte[] spliced(byte[] bytes, int at, byte[] other) {
        int from = random.nextInt(other.length + 1);
        return replaced(bytes, at, bytes.length, Arrays.copyOfRange(other, from, other.length));
    }

    /** One string, number or word of the JSON becomes another. */
    private byte[] withToken(byte[] bytes, byte[] word) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        List<MatchResult> tokens = TOKEN.matcher(text).results().toList();
        @Nullable MatchResult token = tokens.isEmpty() ? null : tokens.get(random.nextInt(tokens.size()));
        return token == null ? bytes : replaced(bytes, token.start(), token.end(), word);
    }

    private static byte[] replaced(byte[] bytes, int from, int to, byte[] with) {
        byte[] result = new byte[bytes.length - (to - from) + with.length];
        System.arraycopy(bytes, 0, result, 0, from);
        System.arraycopy(with, 0, result, from, with.length);
        System.arraycopy(bytes, to, result, from + with.length, bytes.length - to);
        return result;
    }
}
