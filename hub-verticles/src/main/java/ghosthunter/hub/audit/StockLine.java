package ghosthunter.hub.audit;

import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.ChangeLine;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.change.Reading;
import ghosthunter.codecs.entity.EntityType;
import ghosthunter.hub.ledger.Counters;
import io.vertx.core.json.JsonObject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One stock as its changes say it is, beside what is stored of it. */
final class StockLine {
    /** Outcomes of a change that moved nothing. */
    private static final Set<String> UNMOVED = Set.of("rejected", "pending", "current");

    private final EntityType type;
    private final String key;
    private final long stored;
    private final List<Movement> movements = new ArrayList<>();
    private final List<String> differences = new ArrayList<>();
    private long sum;

    StockLine(EntityType type, ResultSet row) throws SQLException {
        this.type = type;
        this.key = row.getString("key");
        this.stored = stock(row.getString("current_data"));
    }

    /** A movement as the ledger says it. */
    record Movement(String device, UUID epoch, short lane, long seq, long version, long delta, long countedAfter) {}

    String key() {
        return key;
    }

    long sum() {
        return sum;
    }

    long stored() {
        return stored;
    }

    List<Movement> movements() {
        return List.copyOf(movements);
    }

    List<String> differences() {
        List<String> all = new ArrayList<>(differences);
        if (stored != sum) {
            all.add("the stock is " + stored + ", its movements sum up to " + sum);
        }
        return all;
    }

    /** The next version. */
    void add(ResultSet row) throws SQLException {
        long version = row.getLong("version");
        long after = stock(row.getString("data"));
        long moved = UNMOVED.contains(String.valueOf(row.getString("outcome"))) ? 0 : delta(row);
        sum += moved;
        if (after != sum) {
            differences.add("version " + version + " has " + after + ", the changes up to it sum up to " + sum);
        }
        if (moved != 0) {
            movements.add(new Movement(
                    row.getString("device"),
                    row.getObject("epoch", UUID.class),
                    row.getShort("lane"),
                    row.getLong("seq"),
                    version,
                    moved,
                    sum));
        }
        compare(version, moved, row);
    }

    private void compare(long version, long moved, ResultSet row) throws SQLException {
        Object delta = row.getObject("delta");
        if (delta == null && moved != 0) {
            differences.add("version " + version + " moved " + moved + ", and no movement says so");
        } else if (delta != null
                && (!Objects.equals(delta, moved) || !Objects.equals(row.getObject("counted_after"), sum))) {
            differences.add("version " + version + " moved " + moved + " to " + sum + ", stored is " + delta + " to "
                    + row.getObject("counted_after"));
        }
    }

    /** What the change says that it moves: of a document only the one that opens the stock says anything. */
    private long delta(ResultSet row) throws SQLException {
        byte[] line = row.getBytes("line");
        Change change = line == null
                ? null
                : ChangeLine.read(Line.of(line)).<@Nullable Change>fold(Reading.Valid::change, poison -> null);
        if (change == null) {
            return 0;
        }
        JsonObject data = new JsonObject(change.dataJson());
        return switch (change.op()) {
            case "ADD" -> data.getLong("delta");
            case "SET" -> data.getLong("count") - data.getLong("seen");
            case "CREATE" -> change.base() == 0 ? Counters.stock(type, data) : 0;
            default -> 0;
        };
    }

    private long stock(String data) {
        return Counters.stock(type, new JsonObject(data));
    }
}
