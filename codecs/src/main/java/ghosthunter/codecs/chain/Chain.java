package ghosthunter.codecs.chain;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.id.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The hash chain of one (device, epoch, lane). Pure; PROTOCOL.md, "Chain", has the formula and a worked example. */
public final class Chain {
    private Chain() {}

    /** The head of a chain without a change: {@code hash(0)}, bound to the tenant, device, epoch and lane. */
    public static Head genesis(DeviceRef device, Epoch epoch, Lane lane) {
        Hash hash = Hash.sha256(
                prefixed(device.tenant().value()),
                prefixed(device.device().value()),
                prefixed(epoch.toString()),
                prefixed(lane.wire()));
        return new Head(lane, 0, hash);
    }

    /** The head after one more line: {@code hash(n) = SHA-256(hash(n-1) || SHA-256(line))}. */
    public static Head append(Head head, Line line) {
        return append(head, line.digest());
    }

    /** The head after one more line of which only the digest is at hand (an erased body, a custody bundle). */
    public static Head append(Head head, Hash lineDigest) {
        return new Head(head.lane(), head.seq() + 1, Hash.link(head.hash(), lineDigest));
    }

    private static byte[] prefixed(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Integer.BYTES + utf8.length)
                .putInt(utf8.length)
                .put(utf8)
                .array();
    }
}
