package ghosthunter.edge.outbox;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.entity.EntityType;
import ghosthunter.codecs.entity.MappedTable;
import ghosthunter.codecs.entity.PolicyName;
import ghosthunter.codecs.problem.ProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntityChangeTest {
    @Test
    void whatIsWrittenInATableOfTheCentreIsRefusedHereWithTheReason() {
        // Given
        EntityType plain = EntityType.of("delivery", PolicyName.CENTRAL_WINS);
        EntityType mapped = new EntityType(
                plain.name(),
                plain.lane(),
                plain.policy(),
                plain.audience(),
                plain.rules(),
                plain.fields(),
                plain.negative(),
                plain.confidenceMin(),
                null,
                new MappedTable("shop", "deliveries", TenantId.DEFAULT, List.of(), List.of()));

        // When, then
        assertThatThrownBy(() -> EntityChange.of(new EntityEdit.Put("{}"), mapped, null))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("shop.deliveries");
    }
}
