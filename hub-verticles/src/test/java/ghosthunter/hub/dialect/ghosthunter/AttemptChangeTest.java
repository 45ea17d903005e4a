package ghosthunter.hub.dialect.ghosthunter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.entity.PackageFact;
import ghosthunter.codecs.problem.ProblemException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AttemptChangeTest {
    private static final JsonObject BODY = new JsonObject()
            .put("tracking_id", "PKG-1001")
            .put("locker_id", "LOCKER-001")
            .put("status", "pending")
            .put("drop_off_timestamp", "2026-02-20T18:00:00Z")
            .put("sync_attempt_timestamp", "2026-02-20T18:05:00.5Z")
            .put("last_sync_attempt", 2);

    @Test
    void theFieldsOfTheContractBecomeADropOff() {
        // When
        Change change = change(BODY);

        // Then
        assertThat(change.key()).isEqualTo("PKG-1001");
        assertThat(PackageFact.of(change))
                .isEqualTo(new PackageFact.DropOff(
                        "PKG-1001",
                        null,
                        Instant.parse("2026-02-20T18:00:00Z"),
                        Instant.parse("2026-02-20T18:05:00.500Z"),
                        2));
    }

    @Test
    void theSameRequestIsTheSameChangeAndAnotherAttemptIsAnother() {
        // When
        Change first = change(BODY);
        Change repeated = change(BODY.copy());
        Change nextAttempt = change(BODY.copy().put("last_sync_attempt", 3));
        Change otherLocker = change(BODY.copy().put("locker_id", "LOCKER-002"));

        // Then
        assertThat(repeated.line()).isEqualTo(first.line());
        assertThat(nextAttempt.id()).isNotEqualTo(first.id());
        assertThat(otherLocker.id()).isNotEqualTo(first.id());
        assertThat(first.id().version()).isEqualTo(8);
        assertThat(first.id().variant()).isEqualTo(2);
    }

    @Test
    void aRecordWithoutTheTimeOfItsAttemptIsTaken() {
        // Given
        JsonObject body = BODY.copy();
        body.remove("sync_attempt_timestamp");
        body.remove("last_sync_attempt");
        body.putNull("status");

        // When
        Change change = change(body);

        // Then
        assertThat(PackageFact.of(change))
                .isEqualTo(new PackageFact.DropOff("PKG-1001", null, Instant.parse("2026-02-20T18:00:00Z"), null, 0));
    }

    @Test
    void theFarEndsOfTimeAreTaken() {
        // When
        Change first = change(BODY.copy().put("drop_off_timestamp", "1970-01-01T00:00:00Z"));
        Change last = change(BODY.copy().put("drop_off_timestamp", "9999-12-31T23:59:59.999999999Z"));

        // Then
        assertThat(first.hlc()).isPositive();
        assertThat(last.hlc()).isPositive();
    }

    @Test
    void whatIsWrongIsNamedByItsField() {
        wrong("tracking_id", " ");
        wrong("tracking_id", null);
        wrong("tracking_id", 17);
        wrong("tracking_id", "a\u0000b");
        wrong("tracking_id", "x".repeat(201));
        wrong("locker_id", "");
        wrong("drop_off_timestamp", "yesterday");
        wrong("drop_off_timestamp", "2026-02-20T18:00:00");
        wrong("drop_off_timestamp", "1969-12-31T23:59:59Z");
        wrong("sync_attempt_timestamp", "soon");
        wrong("last_sync_attempt", "2");
        wrong("last_sync_attempt", -1);
        wrong("last_sync_attempt", 1.5);
    }

    @Test
    void whatIsNoObjectHasNoField() {
        assertThatThrownBy(() -> SyncRequest.ofJson("[]".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ProblemException.class);
    }

    private static void wrong(String field, @Nullable Object value) {
        assertThatThrownBy(() -> change(BODY.copy().put(field, value)))
                .isInstanceOfSatisfying(
                        FieldException.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    private static Change change(JsonObject body) {
        return AttemptChange.of(SyncRequest.ofJson(body.toBuffer().getBytes()));
    }
}
