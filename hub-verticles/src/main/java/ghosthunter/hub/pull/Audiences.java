package ghosthunter.hub.pull;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.id.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** The audiences that one device belongs to, sorted: everybody, itself, its groups. */
record Audiences(List<String> names) {
    /** The audience of every device of a tenant. */
    static final String ALL = "*";

    static Audiences of(DeviceId device, Collection<String> groups) {
        return new Audiences(
                Stream.concat(Stream.of(ALL, "d:" + device), groups.stream().map(group -> "g:" + group))
                        .sorted()
                        .toList());
    }

    boolean contains(String audience) {
        return names.contains(audience);
    }

    /** Tells sets apart: a device that joined or left a group reads everything anew. */
    long digest() {
        byte[] text = String.join("\n", names).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.wrap(Hash.sha256(text).bytes()).getLong();
    }
}
