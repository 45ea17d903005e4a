package ghosthunter.edge.outbox;

import ghosthunter.codecs.entity.EntityType;
import ghosthunter.codecs.entity.PolicyName;
import ghosthunter.codecs.json.MergePatch;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.edge.outbox.EntityEdit.Cases;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a write to an entity becomes: the change that goes to the hub, and what this device shows meanwhile. Pure; PROTOCOL.md,
 * "Entities", has the operations.
 *
 * @param op the operation
 * @param changeJson the data of the change
 * @param dataJson what is shown from now on
 * @param isDeleted whether it is shown no more
 * @param base the version that the device saw
 */
record EntityChange(String op, String changeJson, String dataJson, boolean isDeleted, long base) {
    private static final String NOTHING = "{}";

    /**
     * Decides.
     *
     * @param type what the catalog says of its type
     * @param current what this device shows, or null where it never heard of it
     * @throws ProblemException {@code invalid-request}, {@code not-found} or {@code conflict} where the write cannot be
     */
    static EntityChange of(EntityEdit edit, EntityType type, @Nullable EntityRow current) {
        type.refusesWrites().ifPresent(reason -> {
            throw conflict(reason);
        });
        Seen seen = Seen.of(type, current);
        return edit.fold(new Cases<>(
                put -> seen.put(put),
                patch -> seen.patch(patch),
                delete -> seen.delete(),
                add -> seen.move("ADD", new JsonObject().put("delta", add.delta()), seen.sum(add.delta())),
                count -> seen.move(
                        "SET", new JsonObject().put("count", count.count()).put("seen", seen.count()), count.count())));
    }

    /**
     * A notice was read: that deletes it.
     *
     * @throws ProblemException {@code not-found} where there is none
     */
    static EntityChange ofRead(@Nullable EntityRow notice) {
        if (notice == null) {
            throw noNotice();
        }
        String told = notice.isVisible() ? notice.dataJson() : null;
        if (told == null) {
            throw noNotice();
        }
        return new EntityChange("DELETE", NOTHING, told, true, notice.version());
    }

    private static ProblemException noNotice() {
        return Problem.of(ProblemType.NOT_FOUND, "there is no such notice at this device")
                .exception();
    }

    /** What the device showed before. */
    private record Seen(EntityType type, @Nullable String dataJson, long version) {
        static Seen of(EntityType type, @Nullable EntityRow current) {
            return current == null
                    ? new Seen(type, null, 0)
                    : new Seen(type, current.isVisible() ? current.dataJson() : null, current.version());
        }

        EntityChange put(EntityEdit.Put put) {
            requireDocument();
            if (dataJson != null && type.policy() == PolicyName.APPEND_ONLY) {
                throw conflict("is there already, and a " + type.name() + " is never changed");
            }
            valid(new JsonObject(put.dataJson()));
            String op = dataJson == null ? "CREATE" : "UPDATE";
            return new EntityChange(op, put.dataJson(), put.dataJson(), false, version);
        }

        EntityChange patch(EntityEdit.Patch patch) {
            requireDocument();
            JsonObject before = new JsonObject(present());
            requireChangeable();
            JsonObject after = MergePatch.apply(before, new JsonObject(patch.patchJson()));
            valid(after);
            return new EntityChange("PATCH", patch.patchJson(), after.encode(), false, version);
        }

        EntityChange delete() {
            String last = present();
            requireChangeable();
            return new EntityChange("DELETE", NOTHING, last, true, version);
        }

        /** Whether it may fall below zero the hub decides: it knows what the others moved. */
        EntityChange move(String op, JsonObject change, long count) {
            if (type.policy() != PolicyName.COUNTER) {
                throw invalid("a " + type.name() + " is no counter: put or patch it");
            }
            JsonObject after = document().put(type.fields().count(), count);
            return new EntityChange(op, change.encode(), after.encode(), false, version);
        }

        /** Counts as they are shown; what is no whole number counts as none. */
        long count() {
            return document().getValue(type.fields().count()) instanceof Number number ? number.longValue() : 0;
        }

        long sum(long delta) {
            try {
                return Math.addExact(count(), delta);
            } catch (ArithmeticException e) {
                throw invalid("delta leads beyond 2^63");
            }
        }

        private JsonObject document() {
            return dataJson == null ? new JsonObject() : new JsonObject(dataJson);
        }

        private String present() {
            if (dataJson == null) {
                throw Problem.of(ProblemType.NOT_FOUND, "there is no such " + type.name() + " at this device")
                        .exception();
            }
            return dataJson;
        }

        private void requireDocument() {
            if (type.policy() == PolicyName.COUNTER) {
                throw invalid("a " + type.name() + " is a counter: add to it, or set its count");
            }
        }

        private void requireChangeable() {
            if (type.policy() == PolicyName.APPEND_ONLY) {
                throw conflict("a " + type.name() + " is never changed");
            }
        }

        private void valid(JsonObject document) {
            Optional<String> violation = type.violation(document);
            if (violation.isPresent()) {
                throw invalid("the data of a " + type.name() + " break its schema: " + violation.get());
            }
        }
    }

    private static ProblemException invalid(String detail) {
        return Problem.of(ProblemType.INVALID_REQUEST, detail).exception();
    }

    private static ProblemException conflict(String detail) {
        return Problem.of(ProblemType.CONFLICT, detail).exception();
    }
}
