package ghosthunter.hub.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DatabaseKeeperTest {
    @Test
    void thePauseDoublesUpToItsLimit() {
        assertThat(DatabaseKeeper.pauseMs(1)).isEqualTo(2 * DatabaseKeeper.LOOK_MS);
        assertThat(DatabaseKeeper.pauseMs(2)).isEqualTo(4 * DatabaseKeeper.LOOK_MS);
        assertThat(DatabaseKeeper.pauseMs(10)).isEqualTo(DatabaseKeeper.PAUSE_MS_MAX);
        assertThat(DatabaseKeeper.pauseMs(Integer.MAX_VALUE)).isEqualTo(DatabaseKeeper.PAUSE_MS_MAX);
    }
}
