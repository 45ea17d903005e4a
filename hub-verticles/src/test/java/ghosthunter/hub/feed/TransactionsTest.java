package ghosthunter.hub.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TransactionsTest {
    private static final int ENTITY = 1;
    private static final int OTHER = 2;
    private static final int MAPPED = 3;

    private final FeedBatch batch = new FeedBatch();
    private final Transactions transactions = new Transactions(batch, Map.of("shop.orders", List.of("id", "line")));

    TransactionsTest() {
        transactions.relation(
                ENTITY, "public", "entity", List.of("tenant", "type", "key", "version", "audience", "deleted"));
        transactions.relation(OTHER, "public", "packages", List.of("tenant"));
    }

    private void put(int xid, String key, int version, String audience) {
        transactions.row(xid, ENTITY, null, row(key, String.valueOf(version), audience));
    }

    private static List<@Nullable String> row(String key, @Nullable String version, @Nullable String audience) {
        return Arrays.asList("default", "parcel", key, version, audience, "f");
    }

    private List<String> fed() {
        return batch.rows().stream()
                .map(row -> row.change().entity().key() + " v" + row.change().version() + " "
                        + row.change().audience() + " at " + row.lsn() + "." + row.index())
                .toList();
    }

    @Test
    void ofEachEntityTheLastChangeIsFedInTheOrderOfTheLastChanges() {
        // When
        transactions.begin(7);
        put(0, "A", 1, "*");
        put(0, "B", 1, "*");
        put(0, "A", 2, "d:L1");
        transactions.commit(100);

        // Then
        assertThat(fed()).containsExactly("B v1 * at 100.1", "A v2 d:L1 at 100.2");
        assertThat(batch.xids()).containsExactly(7);
        assertThat(batch.lsn()).isEqualTo(100);
    }

    @Test
    void aLaterTransactionTakesTheEntityWithIt() {
        // When
        transactions.begin(7);
        put(0, "A", 1, "*");
        put(0, "B", 1, "*");
        transactions.commit(100);
        transactions.begin(8);
        put(0, "A", 2, "*");
        transactions.commit(200);

        // Then
        assertThat(fed()).containsExactly("B v1 * at 100.2", "A v2 * at 200.1");
    }

    @Test
    void aRowThatIsRemovedIsGoneAndAnotherKeyIsAnotherEntity() {
        // When
        transactions.begin(7);
        transactions.row(0, ENTITY, row("A", null, null), null);
        transactions.row(0, ENTITY, row("B", null, null), row("C", "3", "*"));
        transactions.commit(100);

        // Then
        assertThat(fed()).containsExactly("A v0 null at 100.1", "B v0 null at 100.2", "C v3 * at 100.3");
    }

    @Test
    void rowsOfAMappedTableAreKnownByTheirKeysAndOneWithoutAKeyLeadsToAComparison() {
        // When
        transactions.relation(MAPPED, "shop", "orders", List.of("line", "price", "id"));
        transactions.begin(7);
        transactions.row(0, MAPPED, null, List.of("1", "9.99", "O-1"));
        transactions.row(0, MAPPED, Arrays.asList("1", null, "O-1"), List.of("2", "9.99", "O-1"));
        transactions.commit(100);

        // Then
        assertThat(batch.mapped()).isEqualTo(Map.of("shop.orders", Set.of(List.of("O-1", "1"), List.of("O-1", "2"))));
        assertThat(batch.xids()).containsExactly(7);
        assertThat(batch.wantsHeal()).isFalse();

        // When
        transactions.relation(MAPPED, "shop", "orders", List.of("price", "id"));
        transactions.begin(8);
        transactions.row(0, MAPPED, null, List.of("9.99", "O-2"));
        transactions.commit(200);

        // Then
        assertThat(batch.wantsHeal()).isTrue();
    }

    @Test
    void whatAStreamedTransactionRolledBackIsNotFedAndOthersComeInBetween() {
        // When
        transactions.streamStart(7);
        put(7, "A", 1, "*");
        put(8, "B", 1, "*");
        put(8, "A", 2, "*");
        transactions.streamStop();
        transactions.begin(9);
        put(0, "C", 1, "*");
        transactions.commit(100);
        transactions.streamStart(10);
        put(10, "D", 1, "*");
        transactions.streamStop();
        transactions.streamAbort(7, 8);
        transactions.streamAbort(10, 10);
        transactions.streamCommit(7, 200);

        // Then
        assertThat(fed()).containsExactly("C v1 * at 100.1", "A v1 * at 200.1");
        assertThat(batch.xids()).containsExactly(9, 7);
    }

    @Test
    void aTransactionThatIsTooLargeOrEmptiesTheTableIsHealedAtItsCommit() {
        // When
        transactions.streamStart(7);
        for (int i = 0; i <= OpenTransaction.CHANGES_MAX; i++) {
            put(7, "K" + i, 1, "*");
        }
        transactions.streamStop();
        transactions.streamCommit(7, 100);

        // Then
        assertThat(fed()).isEmpty();
        assertThat(batch.wantsHeal()).isTrue();
        assertThat(batch.isFull()).isTrue();
        assertThat(batch.xids()).containsExactly(7);

        // When
        batch.clear();
        transactions.begin(8);
        transactions.truncate(0, List.of(ENTITY));
        transactions.commit(200);

        // Then
        assertThat(batch.wantsHeal()).isTrue();
        assertThat(batch.lsn()).isEqualTo(200);
    }

    @Test
    void moreStreamedTransactionsThanAreKeptAreHealedAtTheirCommit() {
        // Given
        for (int xid = 1; xid <= Transactions.STREAMED_MAX + 1; xid++) {
            transactions.streamStart(xid);
            put(xid, "K" + xid, 1, "*");
            transactions.streamStop();
        }

        // When
        transactions.streamCommit(1, 100);
        assertThat(batch.wantsHeal()).isFalse();
        transactions.streamCommit(Transactions.STREAMED_MAX + 1, 200);

        // Then
        assertThat(batch.wantsHeal()).isTrue();
    }

    @Test
    void aTransactionOfOtherTablesIsNothing() {
        // When
        transactions.begin(7);
        transactions.row(0, OTHER, null, List.of("default"));
        transactions.truncate(0, List.of(OTHER));
        transactions.commit(100);

        // Then
        assertThat(batch.isEmpty()).isTrue();
    }

    @Test
    void onlyAMarkMovesThePositionWithoutNews() {
        // When
        transactions.message(0, true, 50, "of somebody's transaction");
        assertThat(batch.isEmpty()).isTrue();
        transactions.message(0, false, 100, "ghosthunter_feed");

        // Then
        assertThat(batch.lsn()).isEqualTo(100);
        assertThat(batch.hasNews()).isFalse();
    }
}
