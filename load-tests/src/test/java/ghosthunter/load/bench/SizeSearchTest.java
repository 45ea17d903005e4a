package ghosthunter.load.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SizeSearchTest {
    private static final int TRIES_MAX = 20;

    private static SizeSearch search(int limit) {
        SizeSearch search = SizeSearch.from(10_000);
        for (int i = 0; i < TRIES_MAX && !search.isDone(); i++) {
            search = search.after(search.next() <= limit);
        }
        return search;
    }

    @ParameterizedTest
    @ValueSource(ints = {3_000, 9_999, 10_000, 12_345, 40_000, 99_999, 100_000, 250_000})
    void itFindsTheLimitToATenthOrTwoThousand(int limit) {
        SizeSearch found = search(limit);

        assertThat(found.isDone()).isTrue();
        assertThat(found.held()).isLessThanOrEqualTo(limit).isGreaterThan(limit - Math.max(2_000, limit / 10));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 500, 1_500})
    void whereNothingHoldsItEnds(int limit) {
        assertThat(search(limit).isDone()).isTrue();
    }
}
