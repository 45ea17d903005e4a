package ghosthunter.hub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.ChangeLine;
import ghosthunter.codecs.change.Line;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every ledger makes of counters: each movement counts, in whatever order it comes. */
abstract class StockConformance extends QuarantineConformance {
    @Test
    void concurrentMovementsAllCountAndAreNoConflict() {
        // Given
        TestLocker till = locker("TILL-1");
        TestLocker other = locker("TILL-2");
        till.write("stock", "K", "ADD", 0, "{\"delta\":10}");
        other.write("stock", "K", "ADD", 0, "{\"delta\":-3}");
        till.write("stock", "K", "ADD", 0, "{\"delta\":-2}");

        // When
        record(till.fresh(), other.fresh());

        // Then
        Contents contents = contents();
        assertThat(contents.table("entity", "stock K", "| v3 |", "{count=5}")).hasSize(1);
        assertThat(contents.table("inventory_event")).hasSize(3);
        assertThat(contents.table("inventory_event", "| -3 | 5 |")).hasSize(1);
        assertThat(contents.table("conflict")).isEmpty();
    }

    @Test
    void aCountIsTheMovementFromWhatTheDeviceShowed() {
        // Given
        TestLocker till = locker("TILL-1");
        TestLocker other = locker("TILL-2");
        till.write("stock", "K", "ADD", 0, "{\"delta\":10}");
        record(till.fresh());
        other.write("stock", "K", "ADD", 1, "{\"delta\":-3}");
        record(other.fresh());

        // When
        till.write("stock", "K", "SET", 1, "{\"count\":8,\"seen\":10}");
        record(till.fresh());

        // Then
        assertThat(contents().table("entity", "stock K", "{count=5}")).hasSize(1);
        assertThat(contents().table("inventory_event", "| -2 | 5 |")).hasSize(1);
    }

    @Test
    void whatIsNotThereCannotBeSoldWhereTheTypeForbidsIt() {
        // Given
        TestLocker till = locker("TILL-1");
        till.write("stock", "K", "ADD", 0, "{\"delta\":2}");
        var sale = till.write("stock", "K", "ADD", 0, "{\"delta\":-3}");

        // When
        record(till.fresh());

        // Then
        Contents contents = contents();
        assertThat(contents.table("entity", "stock K", "| v2 |", "{count=2}")).hasSize(1);
        assertThat(contents.table("conflict", "stock K", "| rejected |")).hasSize(1);
        assertThat(contents.table("inventory_event")).hasSize(1);
        assertThat(contents.table("entity", "notice " + sale.id(), "kind=rejected", "suggestion="))
                .hasSize(1);
    }

    @Test
    void whoSoldWhatWasGoneIsToldWhereTheTypeAllowsIt() {
        // Given
        TestLocker till = locker("TILL-1");
        TestLocker other = locker("TILL-2");
        TestLocker third = locker("TILL-3");
        third.write("credit", "K", "ADD", 0, "{\"delta\":1}");
        record(third.fresh());
        till.write("credit", "K", "ADD", 1, "{\"delta\":-2}");
        record(till.fresh());

        // When
        var sale = other.write("credit", "K", "ADD", 1, "{\"delta\":-2}");
        record(other.fresh());

        // Then
        Contents contents = contents();
        assertThat(contents.table("entity", "credit K", "{count=-3}")).hasSize(1);
        assertThat(contents.table("entity", "notice " + sale.id(), "kind=oversold", "d:TILL-2"))
                .hasSize(1);
        assertThat(contents.table("entity", "notice " + sale.id() + ":TILL-1", "kind=oversold", "d:TILL-1"))
                .hasSize(1);
        assertThat(contents.table("entity", "notice ", "d:TILL-3")).isEmpty();
    }

    @Test
    void whatIsRestockedIsForgiven() {
        // Given
        TestLocker till = locker("TILL-1");
        TestLocker other = locker("TILL-2");
        till.write("credit", "K", "ADD", 0, "{\"delta\":-2}");
        till.write("credit", "K", "ADD", 0, "{\"delta\":2}");
        record(till.fresh());

        // When
        var sale = other.write("credit", "K", "ADD", 0, "{\"delta\":-1}");
        record(other.fresh());

        // Then
        assertThat(contents().table("entity", "notice " + sale.id())).hasSize(1);
    }

    /** All of the group is committed. */
    void record(Submission... group) {
        assertThat(commit(group)).allMatch(Outcome.Committed.class::isInstance);
    }

    /** A write of the centre that follows a version. */
    Submission centre(String type, String key, String op, long version, String data) {
        return centre(new Expected(type, key, version, null), op, data);
    }

    Submission centre(Expected expected, String op, String data) {
        UUID id = ids.next();
        Line line = ChangeLine.write(
                        id,
                        expected.type(),
                        expected.key(),
                        op,
                        clock.instant(),
                        "api",
                        0,
                        clock.millis() << 16,
                        expected.version(),
                        data)
                .line();
        return new Submission.Unsigned(
                Centre.of(TestLocker.TENANT), "api", List.of(line), clock.millis(), List.of(expected));
    }
}
