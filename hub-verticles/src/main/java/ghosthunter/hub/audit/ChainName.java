package ghosthunter.hub.audit;

import ghosthunter.codecs.change.Lane;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** One chain, with the hashes of PROTOCOL.md, "Chain", written down a second time: a slip in the first would else agree with itself. */
record ChainName(String tenant, String device, UUID epoch, int laneWeight) {
    static ChainName of(ResultSet row) throws SQLException {
        return new ChainName(
                row.getString("tenant"),
                row.getString("device"),
                row.getObject("epoch", UUID.class),
                row.getInt("lane"));
    }

    /** {@code hash(0)}. */
    byte[] genesis() {
        MessageDigest digest = sha256();
        for (String part : new String[] {tenant, device, epoch.toString(), lane()}) {
            byte[] utf8 = part.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(4).putInt(utf8.length).array());
            digest.update(utf8);
        }
        return digest.digest();
    }

    /** {@code hash(n)} of {@code hash(n-1)} and a line. */
    static byte[] next(byte[] before, byte[] line) {
        byte[] lineDigest = sha256().digest(line);
        MessageDigest digest = sha256();
        digest.update(before);
        digest.update(lineDigest);
        return digest.digest();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Where, for a person. */
    String at(long seq) {
        return this + " seq " + seq;
    }

    private String lane() {
        return Lane.ofWeight(laneWeight).wire();
    }

    @Override
    public String toString() {
        return tenant + "/" + device + " epoch " + epoch + " lane " + lane();
    }
}
