package ghosthunter.codecs.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.settings.Settings;
import ghosthunter.codecs.settings.Settings.SettingsException;
import ghosthunter.codecs.settings.SettingsReader;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntityCatalogTest {
    @TempDir
    private Path directory;

    @Test
    void theExampleShowsEveryPolicyAndEveryRule() {
        // When
        EntityCatalog catalog = EntityCatalog.read(conf("entities.yaml"));

        // Then
        assertThat(catalog.types()).extracting(EntityType::policy).contains(PolicyName.values());
        assertThat(catalog.types()).flatExtracting(EntityType::rules).contains(RuleName.values());
        EntityType inventory = catalog.type("inventory").orElseThrow();
        assertThat(inventory.fields().count()).isEqualTo("on_hand");
        assertThat(inventory.negative()).isTrue();
        assertThat(catalog.type("stock-move").orElseThrow().confidenceMin()).isEqualTo(0.9);
        assertThat(catalog.type("order").orElseThrow().confidenceMin()).isEqualTo(0.8);
    }

    @Test
    void theExampleOfATableIsOneAsSoonAsItIsNoComment() throws IOException {
        // Given
        String example = Files.readString(conf("entities.yaml"));
        int from = example.indexOf("  #delivery:");
        Path file = file("entities:\n" + example.substring(from).replaceAll("(?m)^  #", "  "));

        // When
        EntityType delivery = EntityCatalog.read(file).type("delivery").orElseThrow();

        // Then
        assertThat(delivery.table())
                .isEqualTo(new MappedTable(
                        "shop", "deliveries", TenantId.DEFAULT, List.of("id"), List.of("id", "locker", "state")));
        assertThat(delivery.refusesWrites())
                .hasValueSatisfying(reason -> assertThat(reason).contains("shop.deliveries"));
    }

    @Test
    void aTableOfEveryTenantIsInTheSchemaThatIsNamedLikeIt() throws IOException {
        // Given
        Path file = file("entities: {delivery: {policy: central-wins, table: {name: '{tenant}.deliveries'}}}");

        // When
        MappedTable table =
                EntityCatalog.read(file).type("delivery").orElseThrow().table();

        // Then
        assertThat(table).isNotNull();
        assertThat(table.isOf(new TenantId("acme"))).isTrue();
        assertThat(table.relationOf(new TenantId("acme"))).isEqualTo("acme.deliveries");
    }

    @Test
    void aTypeWithATableIsCentralAndHasNoSchemaAndNoWriter() throws IOException {
        // Given
        Path file = file("""
                entities:
                  a: {policy: manual, audience: device, table: {name: deliveries}}
                  b: {policy: central-wins, table: {key: [id]}}
                  c: {policy: central-wins, table: {name: "{tenant}.d", tenant: acme}}
                """);

        // When, then
        assertThatThrownBy(() -> EntityCatalog.read(file))
                .hasMessageContaining("entities.a.table.name: must be SCHEMA.TABLE")
                .hasMessageContaining("entities.b.table.name: is missing")
                .hasMessageContaining("entities.c.table.name: names the tenant by {tenant}");
        Path policy = file("entities: {a: {policy: manual, audience: device, table: {name: shop.deliveries}}}");
        assertThatThrownBy(() -> EntityCatalog.read(policy))
                .hasMessageContaining("entities.a.policy: of a type with a table must be central-wins")
                .hasMessageContaining("entities.a.audience: of a type with a table cannot be device");
    }

    @Test
    void theLaneOfTheCoreTypesIsFixedAndThatOfOthersComesFromTheCatalog() {
        EntityCatalog catalog = EntityCatalog.read(conf("entities.yaml"));
        assertThat(catalog.lane(EntityTypes.PACKAGE)).isEqualTo(Lane.CRITICAL);
        assertThat(catalog.lane(EntityTypes.EPOCH)).isEqualTo(Lane.CRITICAL);
        assertThat(catalog.lane(EntityTypes.COMMAND)).isEqualTo(Lane.CRITICAL);
        assertThat(catalog.lane(EntityTypes.NOTICE)).isEqualTo(Lane.HIGH);
        assertThat(catalog.lane("product")).isEqualTo(Lane.LOW);
        assertThat(catalog.lane("customer")).isEqualTo(Lane.MEDIUM);
        assertThat(catalog.lane("unheard-of")).isEqualTo(Lane.MEDIUM);
    }

    @Test
    void dataThatBreakTheSchemaAreToldWithThePlace() {
        // Given
        EntityType parcel =
                EntityCatalog.read(conf("entities.yaml")).type("parcel").orElseThrow();

        // Then
        assertThat(parcel.violation(new JsonObject("{\"locker\":\"L-1\",\"size\":\"S\"}")))
                .isEmpty();
        assertThat(parcel.violation(new JsonObject("{}")).orElseThrow()).contains("locker");
        assertThat(parcel.violation(new JsonObject("{\"locker\":\"L-1\",\"size\":\"huge\"}"))
                        .orElseThrow())
                .contains("#/size");
    }

    @Test
    void everythingThatIsWrongIsToldAtOnceWithFileAndPath() throws IOException {
        // Given
        Files.writeString(directory.resolve("bad.schema.json"), "{\"$ref\":\"https://example.com/elsewhere\"}");
        Path file = file("""
                entities:
                  package: {policy: manual}
                  Order: {policy: manual}
                  nothing: {lane: high}
                  odd: {policy: best, rules: [luck], audience: nobody, lane: fast, colour: red}
                  tall: {policy: max}
                  far: {policy: manual, schema: bad.schema.json}
                  lost: {policy: manual, schema: missing.schema.json}
                """);

        // When, then
        assertThatThrownBy(() -> EntityCatalog.read(file)).isInstanceOfSatisfying(SettingsException.class, e -> {
            assertThat(e.violations()).allMatch(violation -> violation.startsWith(file.toString()));
            assertThat(String.join("\n", e.violations()))
                    .contains("'package' is a type of the product itself")
                    .contains("entities.Order.policy: the name of a type must match")
                    .contains("entities.nothing.policy: must be one of terminal-wins")
                    .contains("entities.odd.policy: must be one of")
                    .contains("entities.odd.rules: 'luck' is none of paid-beats-unpaid")
                    .contains("entities.odd.audience: must be all, group:NAME")
                    .contains("entities.odd.lane: must be one of critical")
                    .contains("entities.odd.colour: there is no such setting")
                    .contains("entities.tall.fields.max: policy max needs its fields")
                    .contains("bad.schema.json is no JSON Schema")
                    .contains("missing.schema.json cannot be read");
        });
    }

    @Test
    void whatIsWrongWithTheCatalogIsPartOfTheReportOfTheSettings() throws IOException {
        // Given
        Path file = file("entities: {odd: {policy: best}}");
        SettingsReader settings = Settings.read(Optional.empty(), Map.of("ENTITIES_FILE", file.toString()));

        // When
        EntityCatalog catalog = EntityCatalog.of(settings);

        // Then
        assertThat(catalog.types()).isEmpty();
        assertThatThrownBy(settings::finish).hasMessageContaining("entities.odd.policy: must be one of");
    }

    @Test
    void withoutAFileThereAreTheBuiltInTypesAlone() {
        SettingsReader settings = Settings.read(Optional.empty(), Map.of());
        assertThat(EntityCatalog.of(settings)).isSameAs(EntityCatalog.BUILT_IN);
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(directory.resolve("entities.yaml"), yaml);
    }

    private static Path conf(String name) {
        Path here = Path.of("conf", name);
        return Files.exists(here) ? here : Path.of("..", "conf", name);
    }
}
