package ghosthunter.hub.merge;

import ghosthunter.codecs.entity.EntityType.Fields;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fields with a part of their own, laid over whatever the policy decided: one side's alone, or never falling. */
final class FieldParts {
    private FieldParts() {}

    static Content lay(Meeting meeting, Content decided) {
        Fields fields = meeting.type().fields();
        JsonObject here = meeting.current().data();
        JsonObject there = meeting.document();
        boolean fromHub = meeting.incoming().isOfHub();
        JsonObject data = decided.data().copy();
        keep(fields.central(), fromHub ? there : here, data);
        keep(fields.terminal(), fromHub ? here : there, data);
        for (String field : fields.max()) {
            Object higher = higher(here.getValue(field), there.getValue(field));
            if (higher != null) {
                data.put(field, higher);
            }
        }
        return new Content(data, decided.deleted(), decided.clocks());
    }

    private static void keep(List<String> fields, JsonObject owner, JsonObject data) {
        for (String field : fields) {
            Object value = owner.getValue(field);
            if (value != null && !value.equals("")) {
                data.put(field, value);
            }
        }
    }

    private static @Nullable Object higher(@Nullable Object a, @Nullable Object b) {
        if (!(a instanceof Number left)) {
            return b instanceof Number ? b : null;
        }
        if (!(b instanceof Number right)) {
            return a;
        }
        return new BigDecimal(left.toString()).compareTo(new BigDecimal(right.toString())) >= 0 ? a : b;
    }
}
