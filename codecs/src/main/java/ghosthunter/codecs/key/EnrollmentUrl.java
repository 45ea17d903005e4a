package ghosthunter.codecs.key;

import ghosthunter.codecs.id.Hash;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an installer scans: {@code <hub>/v1/enroll#token=<token>&hub_key=<thumbprint>}. Token and thumbprint are in the fragment,
 * which no client sends, so that they land in no server's log. {@code toString} does not show the token.
 *
 * @param hub where the hub is, without the path
 * @param token the single-use token; a secret
 * @param hubKid the RFC 7638 thumbprint of the key that the hub must show
 */
public record EnrollmentUrl(URI hub, String token, String hubKid) {
    private static final String PATH = "/v1/enroll";
    private static final String TOKEN = "gh1\\.[A-Za-z0-9._-]{1,64}\\.[A-Za-z0-9_-]{43}";

    public EnrollmentUrl {
        token = requireToken(token);
        hubKid = fingerprint(hubKid);
        if (hub.getRawFragment() != null || hub.getRawQuery() != null || hub.getHost() == null) {
            throw new IllegalArgumentException(
                    "the address of a hub is http or https, a host, perhaps a port and a path");
        }
    }

    private static String fingerprint(String hubKid) {
        try {
            return Hash.parse(hubKid).toString();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the enrollment URL is not whole: its hub_key is not the fingerprint of a key", e);
        }
    }

    /**
     * The token, if it has the form of one.
     *
     * @throws IllegalArgumentException if not; the message does not show it
     */
    public static String requireToken(String text) {
        if (!text.matches(TOKEN)) {
            throw new IllegalArgumentException("an enrollment token has the form gh1.<tenant>.<secret>");
        }
        return text;
    }

    /** Whether it looks like such a URL rather than a bare token. */
    public static boolean isUrl(String text) {
        return text.startsWith("http://") || text.startsWith("https://");
    }

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException if it is none; the message does not show the token
     */
    public static EnrollmentUrl parse(String text) {
        int hash = text.indexOf('#');
        String before = hash < 0 ? text : text.substring(0, hash);
        if (hash < 0 || !isUrl(text) || !before.endsWith(PATH)) {
            throw new IllegalArgumentException(
                    "an enrollment URL has the form https://hub.example/v1/enroll#token=…&hub_key=…");
        }
        Map<String, String> members = new TreeMap<>();
        for (String member : text.substring(hash + 1).split("&", -1)) {
            String[] pair = member.split("=", 2);
            if (pair.length == 2) {
                members.putIfAbsent(pair[0], pair[1]);
            }
        }
        URI hub = URI.create(before.substring(0, before.length() - PATH.length()));
        return new EnrollmentUrl(hub, members.getOrDefault("token", ""), members.getOrDefault("hub_key", ""));
    }

    /** The URL, with its secret. */
    public String text() {
        String base = hub.toString();
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + PATH + "#token=" + token
                + "&hub_key=" + hubKid;
    }

    @Override
    public String toString() {
        return "EnrollmentUrl[" + hub + ", ***, " + hubKid + "]";
    }
}
