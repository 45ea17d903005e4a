package ghosthunter.hub.dialect.cpos;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.entity.ClientWriter.Write;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PushedChangeTest {
    private static final Instant NOW = Instant.parse("2026-02-20T12:00:00Z");
    private static final Terminal TERMINAL = new Terminal(
            TenantId.DEFAULT, "t1", 1, new JsonObject().put("storeId", "s1").put("branchId", "b1"));

    private static JsonObject change(String operation, @Nullable Object version) {
        return new JsonObject()
                .put("entityType", "SaleOrder")
                .put("entityId", "o1")
                .put("operation", operation)
                .put("data", new JsonObject().put("total", 5))
                .put("syncVersion", version);
    }

    private static Write write(JsonObject change) {
        PushedChange read = PushedChange.of(TERMINAL, change, NOW, UUID::randomUUID);
        assertThat(read.error()).isNull();
        return Objects.requireNonNull(read.write());
    }

    @Test
    void aRepetitionHasTheSameIdAndAnythingElseAnother() {
        // Given
        Write first = write(change("UPDATE", 1));

        // When, Then
        assertThat(write(change("UPDATE", 1)).id()).isEqualTo(first.id());
        assertThat(write(change("UPDATE", 2)).id()).isNotEqualTo(first.id());
        assertThat(write(change("DELETE", 1)).id()).isNotEqualTo(first.id());
        assertThat(write(change("UPDATE", 1).put("outboxId", "7")).id()).isNotEqualTo(first.id());
        assertThat(write(change("UPDATE", 1).put("data", new JsonObject().put("total", 6)))
                        .id())
                .isNotEqualTo(first.id());
        assertThat(write(change("UPDATE", null)).id())
                .isNotEqualTo(write(change("UPDATE", null)).id());
    }

    @Test
    void aNewOrderBelongsToItsTillAndKeepsNoBookOfIt() {
        // Given
        JsonObject change = change("CREATE", 1);
        change.getJsonObject("data").put("isDirty", true).put("syncVersion", 1).put("id", "o1");

        // When
        Write write = write(change.put("localTimestamp", "2026-02-20T11:00:00Z"));

        // Then
        assertThat(write.data())
                .isEqualTo(new JsonObject()
                        .put("total", 5)
                        .put("storeId", "s1")
                        .put("branchId", "b1")
                        .put("terminalId", "t1"));
        assertThat(write.base()).isZero();
        assertThat(write.type()).isEqualTo("cpos-sale-order");
        assertThat(write.at()).isEqualTo(Instant.parse("2026-02-20T11:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "entityType, User",
        "entityType, ",
        "entityId, ",
        "operation, UPSERT",
        "syncVersion, -1",
        "data, text",
    })
    void whatCannotBeUnderstoodIsRefusedWithItsReason(String field, String value) {
        // When
        PushedChange read = PushedChange.of(TERMINAL, change("UPDATE", 1).put(field, value), NOW, UUID::randomUUID);

        // Then
        assertThat(read.write()).isNull();
        assertThat(read.error()).contains(field);
    }

    @Test
    void aTillDoesNotWriteForAnotherStoreNorWhatNoDatabaseHolds() {
        // Given
        JsonObject foreign = change("UPDATE", 1);
        foreign.getJsonObject("data").put("storeId", "s2");
        JsonObject poison = change("UPDATE", 1);
        poison.getJsonObject("data").put("note", "\0");

        // When, Then
        assertThat(PushedChange.of(TERMINAL, foreign, NOW, UUID::randomUUID).error())
                .contains("storeId");
        assertThat(PushedChange.of(TERMINAL, poison, NOW, UUID::randomUUID).error())
                .contains("U+0000");
    }
}
