package ghosthunter.hub.feed;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.hub.feed.FeedNews.Audience;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FeedNewsTest {
    @Test
    void aMessageListsAudiencesOrMeansEverybody() {
        assertThat(FeedNews.parse("shared", "default *\nacme d:LOCKER 1").audiences())
                .containsExactlyInAnyOrder(new Audience("default", "*"), new Audience("acme", "d:LOCKER 1"));
        assertThat(FeedNews.parse("shared", "*").everybody()).isTrue();
        assertThat(FeedNews.parse("shared", "").everybody()).isTrue();
    }

    @Test
    void newsAreGatheredUntilTheyConcernEverybody() {
        // Given
        FeedNews one = FeedNews.parse("shared", "default *");
        FeedNews other = FeedNews.parse("shared", "default d:L1");
        FeedNews many = FeedNews.parse(
                "shared",
                IntStream.range(0, FeedNews.AUDIENCES_MAX)
                        .mapToObj(i -> "acme d:" + i)
                        .collect(Collectors.joining("\n")));

        assertThat(one.with(other).audiences()).hasSize(2);
        assertThat(one.with(FeedNews.everybody("shared"))).isEqualTo(FeedNews.everybody("shared"));
        assertThat(one.with(many)).isEqualTo(FeedNews.everybody("shared"));
    }
}
