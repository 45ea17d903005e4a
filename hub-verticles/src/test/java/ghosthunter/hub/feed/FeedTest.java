package ghosthunter.hub.feed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FeedTest {
    @Test
    void pausesGrowUpToALimit() {
        assertThat(Feed.pauseMs(1)).isEqualTo(250);
        assertThat(Feed.pauseMs(2)).isEqualTo(500);
        assertThat(Feed.pauseMs(100)).isEqualTo(30_000);
    }
}
