package ghosthunter.hub.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import org.junit.jupiter.api.Test;

class DatabaseUrlTest {
    @Test
    void bothDriversGetTheSameAddress() {
        // When
        DatabaseUrl url = DatabaseUrl.parse(
                "postgres://g%40h:p%2Fw%3A+1@db.example:6543/packages?sslmode=require&TimeZone=UTC&application_name=hub");

        // Then
        PgConnectOptions connect = url.connectOptions();
        assertThat(connect.getHost()).isEqualTo("db.example");
        assertThat(connect.getPort()).isEqualTo(6543);
        assertThat(connect.getDatabase()).isEqualTo("packages");
        assertThat(connect.getUser()).isEqualTo("g@h");
        assertThat(connect.getPassword()).isEqualTo("p/w:+1");
        assertThat(connect.getSslMode()).isEqualTo(SslMode.REQUIRE);
        assertThat(connect.getProperties()).containsEntry("timezone", "UTC").containsEntry("application_name", "hub");
        assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://db.example:6543/packages");
        assertThat(url.jdbcProperties())
                .containsEntry("user", "g@h")
                .containsEntry("password", "p/w:+1")
                .containsEntry("sslmode", "require")
                .containsEntry("ApplicationName", "hub");
    }

    @Test
    void thePortMayBeLeftOut() {
        // When
        DatabaseUrl url = DatabaseUrl.parse("postgresql://hub@[::1]/packages");

        // Then
        assertThat(url.connectOptions().getPort()).isEqualTo(5432);
        assertThat(url.connectOptions().getHost()).isEqualTo("::1");
        assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://[::1]:5432/packages");
    }

    @Test
    void thePasswordIsNeverShown() {
        assertThat(DatabaseUrl.parse("postgres://hub:geheim@db/packages").toString())
                .isEqualTo("postgres://hub:***@db:5432/packages");
        for (String wrong : new String[] {
            "postgres://hub:geheim@/packages",
            "mysql://hub:geheim@db/packages",
            "postgres://hub:geheim@db",
            "postgres://hub:geheim@db/packages?pool_max=3",
            "postgres://hub:geheim@db/packages?sslmode=maybe",
            "postgres://hub:gehe im@db/packages"
        }) {
            assertThatThrownBy(() -> DatabaseUrl.parse(wrong).user())
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not the address of a database")
                    .hasMessageNotContaining("geheim");
        }
    }
}
