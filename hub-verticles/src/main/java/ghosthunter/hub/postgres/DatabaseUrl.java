package ghosthunter.hub.postgres;

import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The address of a database, {@code postgres://user:password@host:port/database?option=value}, for both drivers. User,
 * password and options are percent-encoded. {@code toString} does not show the password.
 */
public final class DatabaseUrl {
    /**
     * The longest that one statement of a request takes, milliseconds. The server itself undoes what takes longer, so the hub
     * never says of what was done that it was not, as a timer beside the statement would.
     */
    public static final int REQUEST_STATEMENT_MS_MAX = 60_000;

    private static final int PORT_DEFAULT = 5432;

    /** The option's name in lower case, and how libpq, JDBC and the startup message spell it. */
    private static final String SSL_MODE = "sslmode";

    private static final String SSL_ROOT_CERT = "sslrootcert";
    /** What the owner of the tables says to the row-level security. */
    private static final String EVERY_ROW = " -c ghosthunter.tenants=*";

    private static final Set<String> SERVER_SETTINGS = Set.of("application_name", "options", "timezone", "search_path");
    private static final Set<String> SSL_MODES =
            new TreeSet<>(Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full"));

    private final String host;
    private final int port;
    private final String database;
    private final String user;
    private final @Nullable String password;
    private final Map<String, String> options;

    private DatabaseUrl(URI uri, Map<String, String> options) {
        String[] userInfo = String.valueOf(uri.getRawUserInfo()).split(":", 2);
        this.host = uri.getHost().replaceAll("^\\[|]$", "");
        this.port = uri.getPort() < 0 ? PORT_DEFAULT : uri.getPort();
        this.database = decode(uri.getRawPath().substring(1));
        this.user = decode(userInfo[0]);
        this.password = userInfo.length == 2 ? decode(userInfo[1]) : null;
        this.options = options;
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if it is none; the message does not repeat it, for it may hold a password
     */
    public static DatabaseUrl parse(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw wrong("it is not a URL; characters such as @ : / ? # in a password must be percent-encoded");
        }
        if (!"postgres".equals(uri.getScheme()) && !"postgresql".equals(uri.getScheme())) {
            throw wrong("it must start with postgres:// or postgresql://");
        }
        if (uri.getHost() == null) {
            throw wrong("it names no host, or not in a form that can be read");
        }
        if (uri.getRawUserInfo() == null || uri.getRawUserInfo().startsWith(":")) {
            throw wrong("it names no user");
        }
        if (uri.getRawPath() == null || uri.getRawPath().length() < 2) {
            throw wrong("it names no database");
        }
        return new DatabaseUrl(uri, options(uri.getRawQuery()));
    }

    private static Map<String, String> options(@Nullable String query) {
        Map<String, String> options = new TreeMap<>();
        if (query != null && !query.isEmpty()) {
            for (String part : query.split("&", -1)) {
                String[] pair = part.split("=", 2);
                String name = decode(pair[0]).toLowerCase(Locale.ROOT);
                options.put(name, checked(name, pair.length == 2 ? decode(pair[1]) : ""));
            }
        }
        return options;
    }

    private static String checked(String name, String value) {
        if (name.equals(SSL_MODE) && !SSL_MODES.contains(value)) {
            throw wrong("sslmode must be one of " + String.join(", ", SSL_MODES));
        }
        if (!name.equals(SSL_MODE) && !name.equals(SSL_ROOT_CERT) && !SERVER_SETTINGS.contains(name)) {
            Set<String> known = new TreeSet<>(SERVER_SETTINGS);
            known.add(SSL_MODE);
            known.add(SSL_ROOT_CERT);
            throw wrong("it has an option that is not known; known are " + String.join(", ", known));
        }
        return value;
    }

    /**
     * For vertx-pg-client: every session acts as {@link AppRole} from its first moment, which costs no round trip, and so sees no
     * row but those of its transaction's {@link Tenancy}.
     */
    public PgConnectOptions connectOptions() {
        PgConnectOptions connect = new PgConnectOptions()
                .setHost(host)
                .setPort(port)
                .setDatabase(database)
                .setUser(user)
                .setCachePreparedStatements(true);
        if (password != null) {
            connect.setPassword(password);
        }
        SERVER_SETTINGS.stream()
                .filter(options::containsKey)
                .forEach(name -> connect.addProperty(name, options.get(name)));
        connect.addProperty("role", AppRole.NAME);
        SslMode mode = SslMode.of(options.getOrDefault(SSL_MODE, "disable"));
        return connect.setSslMode(mode).setSslOptions(sslOptions(mode));
    }

    /** The same for requests: no statement of theirs takes longer than {@link #REQUEST_STATEMENT_MS_MAX}. */
    public PgConnectOptions requestOptions() {
        return connectOptions().addProperty("statement_timeout", String.valueOf(REQUEST_STATEMENT_MS_MAX));
    }

    private ClientSSLOptions sslOptions(SslMode mode) {
        ClientSSLOptions ssl = new ClientSSLOptions();
        String rootCert = options.get(SSL_ROOT_CERT);
        if (rootCert != null) {
            ssl.setTrustOptions(new PemTrustOptions().addCertPath(rootCert));
        } else if (mode != SslMode.VERIFY_CA && mode != SslMode.VERIFY_FULL) {
            ssl.setTrustAll(true);
        }
        return ssl.setHostnameVerificationAlgorithm(mode == SslMode.VERIFY_FULL ? "HTTPS" : "");
    }

    /** For JDBC: the URL; user and password are in {@link #jdbcProperties}. */
    public String jdbcUrl() {
        String address = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return "jdbc:postgresql://" + address + ":" + port + "/"
                + java.net.URLEncoder.encode(database, StandardCharsets.UTF_8);
    }

    /** For JDBC: user, password and options. For migrations and commands: it acts as the user and may see every row. */
    public Properties jdbcProperties() {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        if (password != null) {
            properties.setProperty("password", password);
        }
        properties.setProperty(SSL_MODE, options.getOrDefault(SSL_MODE, "disable"));
        if (options.containsKey(SSL_ROOT_CERT)) {
            properties.setProperty(SSL_ROOT_CERT, options.get(SSL_ROOT_CERT));
        }
        if (options.containsKey("application_name")) {
            properties.setProperty("ApplicationName", options.get("application_name"));
        }
        if (options.containsKey("search_path")) {
            properties.setProperty("currentSchema", options.get("search_path"));
        }
        properties.setProperty("options", (options.getOrDefault("options", "") + EVERY_ROW).strip());
        return properties;
    }

    /** Whether both name one database of one server, by the same name of that server. */
    public boolean isSameDatabase(DatabaseUrl other) {
        return jdbcUrl().equals(other.jdbcUrl());
    }

    /** {@code host:port}, for messages. */
    public String address() {
        return host + ":" + port;
    }

    /** The database. */
    public String database() {
        return database;
    }

    /** The user. */
    public String user() {
        return user;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException wrong(String reason) {
        return new IllegalArgumentException("not the address of a database: " + reason
                + "; it has the form postgres://user:password@host:port/database?sslmode=require");
    }

    @Override
    public String toString() {
        return "postgres://" + user + (password == null ? "" : ":***") + "@" + address() + "/" + database;
    }
}
