package ghosthunter.codecs.locker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.OptionalLong;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/** One-time codes by a counter: HOTP, RFC 4226, with HMAC-SHA-1 as it says. Pure. */
public final class Hotp {
    /** Section 5.3: the lowest four bits of the last byte say where the four bytes begin; the first bit is masked. */
    private static final int OFFSET_MASK = 0xf;

    private Hotp() {}

    /**
     * The code of a counter.
     *
     * @param digits 6 to 9
     */
    public static String code(byte[] secret, long counter, int digits) {
        byte[] hash = mac(secret, counter);
        int offset = hash[hash.length - 1] & OFFSET_MASK;
        int number = ByteBuffer.wrap(hash).getInt(offset) & Integer.MAX_VALUE;
        int modulus = 1;
        for (int i = 0; i < digits; i++) {
            modulus *= 10;
        }
        return String.format(Locale.ROOT, "%0" + digits + "d", number % modulus);
    }

    /**
     * The counter of a code, if it is one of those that may come next. Takes the same time whichever it is, and if none is.
     *
     * @param used the counter of the last code that was taken, 0 for none
     * @param lookAhead how many counters behind it are looked at
     */
    public static OptionalLong find(byte[] secret, String code, long used, int lookAhead, int digits) {
        byte[] given = code.getBytes(StandardCharsets.UTF_8);
        long found = 0;
        for (long counter = used + lookAhead; counter > used; counter--) {
            byte[] expected = code(secret, counter, digits).getBytes(StandardCharsets.UTF_8);
            found = MessageDigest.isEqual(expected, given) ? counter : found;
        }
        return found == 0 ? OptionalLong.empty() : OptionalLong.of(found);
    }

    private static byte[] mac(byte[] secret, long counter) {
        HMac mac = new HMac(new SHA1Digest());
        mac.init(new KeyParameter(secret));
        mac.update(ByteBuffer.allocate(Long.BYTES).putLong(counter).array(), 0, Long.BYTES);
        byte[] hash = new byte[mac.getMacSize()];
        mac.doFinal(hash, 0);
        return hash;
    }
}
