package ghosthunter.hub.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SessionCountTest {
    private final SessionCount count = new SessionCount(3, 2);

    @Test
    void anAddressHasItsLimitAndANodeItsOwn() {
        assertThat(count.enter("10.0.0.1")).isTrue();
        assertThat(count.enter("10.0.0.1")).isTrue();
        assertThat(count.enter("10.0.0.1")).isFalse();
        assertThat(count.enter("10.0.0.2")).isTrue();
        assertThat(count.enter("10.0.0.3")).isFalse();
        assertThat(count.open()).isEqualTo(3);
    }

    @Test
    void whoLeavesMakesRoom() {
        // Given
        assertThat(count.enter("2001:db8:0:1:0:0:0:1")).isTrue();
        assertThat(count.enter("2001:db8:0:1:0:0:0:2")).isTrue();
        assertThat(count.enter("2001:db8:0:1:0:0:0:3")).isFalse();

        // When
        count.leave("2001:db8:0:1:0:0:0:1");

        // Then
        assertThat(count.enter("2001:db8:0:1:0:0:0:3")).isTrue();
        assertThat(count.open()).isEqualTo(2);
    }
}
