package ghosthunter.hub.dialect.posduif;

import ghosthunter.hub.dialect.DialectSettings.NumberKey;
import java.util.List;

/** What {@code conf/hub.yaml} says of this dialect alone. */
public final class PosduifSettings {
    /** The flag that lets {@code X-User-ID} stand for a proof. */
    public static final String TRUST_USER_HEADER = "trust_user_header";

    /** Whose pages may ask where nothing is said: those of the places where the web application is developed. */
    public static final List<String> ORIGINS = List.of("http://localhost:3000", "http://localhost:8080");

    /** How many requests of one user are answered in a minute; 0: all. */
    public static final NumberKey REQUESTS_PER_MIN = new NumberKey("requests_per_min", 60, 0, 100_000);

    /** How often a quiet stream says that it lives, seconds. */
    public static final NumberKey PING_S = new NumberKey("ping_s", 15, 1, 60);

    public static final List<NumberKey> NUMBERS = List.of(REQUESTS_PER_MIN, PING_S);

    private PosduifSettings() {}
}
