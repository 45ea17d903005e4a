package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.id.Hash;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns rows into the arrays that {@code unnest} takes: one parameter per column, in the order of the calls.
 *
 * @param <R> the row
 */
final class Columns<R> {
    private final List<R> rows;
    private final Tuple tuple = Tuple.tuple();

    private Columns(Collection<R> rows) {
        this.rows = List.copyOf(rows);
    }

    static <R> Columns<R> of(Collection<R> rows) {
        return new Columns<>(rows);
    }

    Columns<R> text(Function<R, @Nullable String> column) {
        var unused = tuple.addArrayOfString(rows.stream().map(column).toArray(String[]::new));
        return this;
    }

    /** Two columns: tenant and device. */
    Columns<R> device(Function<R, DeviceRef> column) {
        return text(r -> column.apply(r).tenant().value())
                .text(r -> column.apply(r).device().value());
    }

    /** Three columns: tenant, type and key. */
    Columns<R> entity(Function<R, Key.OfEntity> column) {
        return text(r -> column.apply(r).tenant().value())
                .text(r -> column.apply(r).type())
                .text(r -> column.apply(r).key());
    }

    /** Three columns: tenant, device and epoch. */
    Columns<R> epoch(Function<R, Key.OfEpoch> column) {
        return device(r -> column.apply(r).device())
                .uuid(r -> column.apply(r).epoch().id());
    }

    /** Four columns: tenant, device, epoch and lane. */
    Columns<R> chain(Function<R, Key.Chain> column) {
        return device(r -> column.apply(r).device())
                .uuid(r -> column.apply(r).epoch().id())
                .int2(r -> column.apply(r).lane().weight());
    }

    /** Five columns: tenant, device, epoch, lane and seq. */
    Columns<R> entry(Function<R, Key.Entry> column) {
        return chain(r -> column.apply(r).chain()).int8(r -> column.apply(r).seq());
    }

    Columns<R> uuid(Function<R, @Nullable UUID> column) {
        var unused = tuple.addArrayOfUUID(rows.stream().map(column).toArray(UUID[]::new));
        return this;
    }

    Columns<R> int2(Function<R, @Nullable Integer> column) {
        var unused = tuple.addArrayOfShort(rows.stream()
                .map(column)
                .map(value -> value == null ? null : (Short) value.shortValue())
                .toArray(Short[]::new));
        return this;
    }

    Columns<R> int8(Function<R, @Nullable Long> column) {
        var unused = tuple.addArrayOfLong(rows.stream().map(column).toArray(Long[]::new));
        return this;
    }

    Columns<R> float8(Function<R, Double> column) {
        var unused = tuple.addArrayOfDouble(rows.stream().map(column).toArray(Double[]::new));
        return this;
    }

    Columns<R> bool(Function<R, Boolean> column) {
        var unused = tuple.addArrayOfBoolean(rows.stream().map(column).toArray(Boolean[]::new));
        return this;
    }

    Columns<R> hash(Function<R, Hash> column) {
        return bytes(r -> column.apply(r).bytes());
    }

    Columns<R> bytes(Function<R, byte[]> column) {
        var unused = tuple.addArrayOfBuffer(
                rows.stream().map(column).map(Buffer::buffer).toArray(Buffer[]::new));
        return this;
    }

    Columns<R> time(Function<R, @Nullable Instant> column) {
        var unused = tuple.addArrayOfOffsetDateTime(
                rows.stream().map(column).map(at -> at == null ? null : utc(at)).toArray(OffsetDateTime[]::new));
        return this;
    }

    /** As {@code Instant.atOffset}, which makes a map of time zone rules for each call. */
    private static OffsetDateTime utc(Instant at) {
        return OffsetDateTime.of(
                LocalDateTime.ofEpochSecond(at.getEpochSecond(), at.getNano(), ZoneOffset.UTC), ZoneOffset.UTC);
    }

    /** One parameter that is no array. */
    Columns<R> and(Object value) {
        var unused = tuple.addValue(value);
        return this;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    Tuple tuple() {
        return tuple;
    }
}
