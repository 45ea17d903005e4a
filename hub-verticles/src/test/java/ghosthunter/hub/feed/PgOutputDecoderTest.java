package ghosthunter.hub.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** On bytes, written by hand after the manual. */
class PgOutputDecoderTest {
    private static final String BEGIN = "42" + "00000000 0000 1000" + "0002000000000000" + "00000007";
    private static final String COMMIT = "43 00" + "0000000000001000" + "0000000000001030" + "0002000000000000";

    private final List<String> heard = new ArrayList<>();
    private final PgOutputDecoder decoder = new PgOutputDecoder(new Heard(heard));

    /** Writes down what it is told. */
    private record Heard(List<String> heard) implements PgOutputSink {
        @Override
        public void begin(int xid) {
            heard.add("begin " + xid);
        }

        @Override
        public void commit(long endLsn) {
            heard.add("commit " + Long.toHexString(endLsn));
        }

        @Override
        public void relation(int relation, String schema, String table, List<String> columns) {
            heard.add("relation " + relation + " " + schema + "." + table + " " + columns);
        }

        @Override
        public void row(
                int xid, int relation, @Nullable List<@Nullable String> old, @Nullable List<@Nullable String> now) {
            heard.add("row " + xid + " " + relation + " " + old + " " + now);
        }

        @Override
        public void truncate(int xid, List<Integer> relations) {
            heard.add("truncate " + xid + " " + relations);
        }

        @Override
        public void message(int xid, boolean transactional, long lsn, String prefix) {
            heard.add("message " + xid + " " + transactional + " " + Long.toHexString(lsn) + " " + prefix);
        }

        @Override
        public void streamStart(int xid) {
            heard.add("start " + xid);
        }

        @Override
        public void streamStop() {
            heard.add("stop");
        }

        @Override
        public void streamCommit(int xid, long endLsn) {
            heard.add("stream commit " + xid + " " + Long.toHexString(endLsn));
        }

        @Override
        public void streamAbort(int xid, int subxid) {
            heard.add("stream abort " + xid + " " + subxid);
        }
    }

    private void decode(String... hex) {
        for (String message : hex) {
            decoder.decode(bytes(message));
        }
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private static String text(String value) {
        return HexFormat.of().formatHex(value.getBytes(StandardCharsets.UTF_8)) + "00";
    }

    private static String tuple(@Nullable String... values) {
        StringBuilder hex = new StringBuilder(String.format("%04x", values.length));
        for (String value : values) {
            if (value == null) {
                hex.append("6e");
            } else {
                byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
                hex.append("74")
                        .append(String.format("%08x", bytes.length))
                        .append(HexFormat.of().formatHex(bytes));
            }
        }
        return hex.toString();
    }

    @Test
    void aTransactionIsReadMessageByMessage() {
        // When
        decode(
                BEGIN,
                "52 00004001" + text("public") + text("entity") + "64 0002"
                        + "01" + text("tenant") + "00000019 ffffffff"
                        + "00" + text("version") + "00000014 ffffffff",
                "49 00004001 4e" + tuple("default", "1"),
                "55 00004001 4e" + tuple("défaut", "2"),
                "55 00004001 4b" + tuple("default", null) + "4e" + tuple("other", "2"),
                "44 00004001 4b" + tuple("other", null),
                "54 00000002 00 00004001 00004002",
                COMMIT);

        // Then
        assertThat(heard)
                .containsExactly(
                        "begin 7",
                        "relation 16385 public.entity [tenant, version]",
                        "row 0 16385 null [default, 1]",
                        "row 0 16385 null [défaut, 2]",
                        "row 0 16385 [default, null] [other, 2]",
                        "row 0 16385 [other, null] null",
                        "truncate 0 [16385, 16386]",
                        "commit 1030");
    }

    @Test
    void withinABlockEachMessageNamesItsTransaction() {
        // When
        decode(
                "53 00000009 01",
                "52 00000009 00004001" + text("public") + text("entity") + "64 0001 01" + text("tenant")
                        + "00000019 ffffffff",
                "49 0000000a 00004001 4e" + tuple("default"),
                "44 00000009 00004001 4f" + tuple("default"),
                "54 00000009 00000001 00 00004001",
                "4d 00000009 01 0000000000000020" + text("p") + "00000002 6869",
                "45",
                BEGIN,
                "49 00004001 4e" + tuple("default"),
                COMMIT,
                "41 00000009 0000000a",
                "63 00000009 00 0000000000002000 0000000000002030 0002000000000000");

        // Then
        assertThat(heard)
                .containsExactly(
                        "start 9",
                        "relation 16385 public.entity [tenant]",
                        "row 10 16385 null [default]",
                        "row 9 16385 [default] null",
                        "truncate 9 [16385]",
                        "message 9 true 20 p",
                        "stop",
                        "begin 7",
                        "row 0 16385 null [default]",
                        "commit 1030",
                        "stream abort 9 10",
                        "stream commit 9 2030");
    }

    @Test
    void originsTypesAndMessagesAreReadToTheirEnd() {
        // When
        decode(
                "4f 0000000000000010" + text("elsewhere"),
                "59 00004003" + text("public") + text("colour"),
                "4d 00 0000000000000030" + text("ghosthunter_feed") + "00000000");

        // Then
        assertThat(heard).containsExactly("message 0 false 30 ghosthunter_feed");
    }

    @Test
    void aLongValueThatDidNotChangeIsNotThere() {
        // When
        decode("55 00004001 4e 0003 75 6e" + tuple("x").substring(4));

        // Then
        assertThat(heard).containsExactly("row 0 16385 null [null, null, x]");
    }

    @Test
    void everyMessageThatIsCutOrTooLongIsRefused() {
        // Given
        List<String> messages = List.of(
                BEGIN,
                COMMIT,
                "53 00000009 01",
                "52 00004001" + text("public") + text("entity") + "64 0001 01" + text("tenant") + "00000019 ffffffff",
                "55 00004001 4b" + tuple("default", null) + "4e" + tuple("other", "2"),
                "4d 00 0000000000000030" + text("p") + "00000002 6869");
        for (String message : messages) {
            byte[] whole = bytes(message).array();
            for (int length = 0; length < whole.length; length++) {
                ByteBuffer cut = ByteBuffer.wrap(whole, 0, length).slice();

                // When, then
                assertThatThrownBy(() -> new PgOutputDecoder(new Heard(new ArrayList<>())).decode(cut))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            ByteArrayOutputStream longer = new ByteArrayOutputStream();
            longer.writeBytes(whole);
            longer.write(0);
            assertThatThrownBy(() -> new PgOutputDecoder(new Heard(new ArrayList<>()))
                            .decode(ByteBuffer.wrap(longer.toByteArray())))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void whatIsNoMessageIsRefused() {
        for (String message : List.of("5a", "49 00004001 4b 0000", "44 00004001 4e 0000", "49 00004001 4e 0001 7a")) {
            assertThatThrownBy(() -> decode(message)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
