package ghosthunter.hub.dialect.cpos;

import java.util.Locale;

/** Names that are taken once in a tenant: keys of {@link CposTypes#NAME}. Pure. */
final class Names {
    /** Taken by the first super-admin. */
    static final String SUPER_ADMIN = "super-admin";

    private Names() {}

    static String store(String code) {
        return "store:" + code;
    }

    static String branch(String storeId, String code) {
        return "branch:" + storeId + ":" + code;
    }

    static String terminal(String code) {
        return "terminal:" + code;
    }

    static String mac(String macAddress) {
        return "mac:" + canonical(macAddress);
    }

    static String serial(String serialNumber) {
        return "serial:" + serialNumber;
    }

    static String apiKey(String apiKey) {
        return "key:" + CposSecrets.hashOf(apiKey);
    }

    /** A MAC address in the one form in which it is kept: capitals with colons. */
    static String canonical(String macAddress) {
        return macAddress.toUpperCase(Locale.ROOT).replace('-', ':');
    }
}
