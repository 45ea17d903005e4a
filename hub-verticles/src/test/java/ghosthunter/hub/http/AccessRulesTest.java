package ghosthunter.hub.http;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.hub.operator.Role;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessRulesTest {
    private final AccessRules rules = new AccessRules(false);

    @ParameterizedTest
    @CsvSource({
        "GET,/v1/lockers,VIEWER,false",
        "HEAD,/v1/lockers/LOCKER-001,VIEWER,false",
        "POST,/v1/lockers/LOCKER-001/revoke,OPERATOR,true",
        "GET,/v1/packages/PKG-1/custody,VIEWER,false",
        "GET,/v1/findings,VIEWER,false",
        "POST,/v1/findings/17/close,OPERATOR,true",
        "GET,/v1/presence,VIEWER,false",
        "GET,/v1/presence/LOCKER-001,VIEWER,false",
        "POST,/v1/triggers,OPERATOR,true",
        "GET,/v1/commands,VIEWER,false",
        "POST,/v1/commands,OPERATOR,true",
        "GET,/v1/commands/019b7c11,VIEWER,false",
        "DELETE,/v1/commands/019b7c11,OPERATOR,true",
        "POST,/v1/packages/PKG-1/codes,OPERATOR,true",
        "DELETE,/v1/packages/PKG-1/codes,OPERATOR,true",
        "GET,/v1/packages/PKG-1/pickup,VIEWER,false",
        "GET,/v1/entities/profile,VIEWER,false",
        "PUT,/v1/entities/profile/P-1,OPERATOR,true",
        "GET,/v1/conflicts,VIEWER,false",
        "POST,/v1/conflicts/x/resolve,OPERATOR,true",
        "DELETE,/v1/groups/shops/devices/TILL-1,OPERATOR,true",
        "GET,/v1/operators,TENANT_ADMIN,false",
        "PATCH,/v1/operators/vera,TENANT_ADMIN,true",
        "DELETE,/v1/api-keys/x,TENANT_ADMIN,true",
        "GET,/v1/events,TENANT_ADMIN,false",
        "POST,/v1/logout,VIEWER,true",
        "GET,/metrics,VIEWER,false",
    })
    void eachPathNeedsItsRole(String method, String path, Role role, boolean audited) {
        // Then
        assertThat(rules.of(HttpMethod.valueOf(method), path)).isEqualTo(new Need(role, audited));
    }

    @Test
    void whatProvesItselfNeedsNobody() {
        // Then
        for (String path : List.of("/v1/sync", "/v1/enroll", "/v1/bootstrap", "/v1/login", "/v1/token", "/sync")) {
            assertThat(rules.of(HttpMethod.POST, path)).as(path).isEqualTo(Need.NOTHING);
        }
        assertThat(rules.of(HttpMethod.GET, "/v1/stream")).isEqualTo(Need.NOTHING);
        assertThat(rules.of(HttpMethod.GET, "/healthz")).isEqualTo(Need.NOTHING);
        assertThat(new AccessRules(true).of(HttpMethod.GET, "/metrics")).isEqualTo(Need.NOTHING);
    }

    @Test
    void whatNobodyWroteDownIsForSystemAdmins() {
        // Then
        for (String path : List.of("/v1/anything", "/v1/", "/v1/sync/", "/v1/sync/x", "/v1/login/..", "/v1/lockersx")) {
            assertThat(rules.of(HttpMethod.GET, path)).as(path).isEqualTo(Need.toRead(Role.SYSTEM_ADMIN));
            assertThat(rules.of(HttpMethod.POST, path)).as(path).isEqualTo(Need.toAct(Role.SYSTEM_ADMIN));
        }
        assertThat(rules.of(HttpMethod.GET, "/v1/sync")).isEqualTo(Need.toRead(Role.SYSTEM_ADMIN));
    }
}
