package ghosthunter.hub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Many nodes that move one stock at once: nothing is lost, nothing counts twice. */
final class CounterRaceIT {
    private static final int NODES = 8;
    private static final int ROUNDS = 12;
    private static final int MOVES = 5;

    @Test
    void eightNodesThatMoveOneStockGiveTheExactSum() {
        try (LedgerDatabase database = new LedgerDatabase()) {
            // Given
            TestClock clock = new TestClock();
            database.empty();
            List<SqlLedger> nodes = new ArrayList<>();
            List<TestLocker> tills = new ArrayList<>();
            for (int i = 0; i < NODES; i++) {
                nodes.add(database.ledger(clock));
                tills.add(new TestLocker("TILL-" + i, clock, i));
                database.enroll(tills.get(i));
            }

            // When
            for (int round = 0; round < ROUNDS; round++) {
                List<Future<List<Outcome>>> commits = new ArrayList<>();
                for (int i = 0; i < NODES; i++) {
                    for (int move = 0; move < MOVES; move++) {
                        tills.get(i).write("credit", "K", "ADD", 0, "{\"delta\":" + (move % 2 == 0 ? i + 1 : -1) + "}");
                    }
                    commits.add(nodes.get(i).commit(List.of(tills.get(i).fresh())));
                }
                commits.forEach(commit ->
                        assertThat(LedgerConformance.await(commit).get(0)).isInstanceOf(Outcome.Committed.class));
            }

            // Then
            long sum = 0;
            for (int i = 0; i < NODES; i++) {
                sum += ROUNDS * (3L * (i + 1) - 2);
            }
            Contents contents = database.contents();
            int moves = NODES * ROUNDS * MOVES;
            assertThat(contents.table("entity", "credit K", "| v" + moves + " |", "{count=" + sum + "}"))
                    .hasSize(1);
            assertThat(contents.table("inventory_event")).hasSize(moves);
            assertThat(contents.table("inventory_event", "| " + sum + " |")).isNotEmpty();
            assertThat(contents.table("conflict")).isEmpty();
        }
    }
}
