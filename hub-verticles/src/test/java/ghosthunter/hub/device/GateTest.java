package ghosthunter.hub.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class GateTest {
    private static final DeviceRef ONE = device("LOCKER-001");
    private static final DeviceRef TWO = device("LOCKER-002");
    private static final DeviceRef THREE = device("LOCKER-003");

    private final Gate gate = new Gate(new Gate.Limits(2, 10, 3, 1_000, 2_000), () -> 0);

    @Test
    void aDeviceWithTooManyRequestsIsBusyAndOthersAreNot() {
        // Given
        in(ONE, 0);
        in(ONE, 0);

        // When
        ThrowingCallable third = () -> gate.enter(ONE, 0);

        // Then
        refusedAs(third, ProblemType.DEVICE_BUSY);
        assertThat(gate.enter(TWO, 0)).isNotNull();
        assertThat(gate.inFlight()).isEqualTo(3);
    }

    @Test
    void aDeviceThatCameTooOftenIsTooFastAndOthersAreNot() {
        // Given
        for (int i = 0; i < 10; i++) {
            gate.enter(ONE, 0).leave();
        }

        // When
        ThrowingCallable eleventh = () -> gate.enter(ONE, 0);

        // Then
        refusedAs(eleventh, ProblemType.TOO_MANY_REQUESTS);
        assertThat(gate.enter(TWO, 0)).isNotNull();
        assertThat(gate.inFlight()).isEqualTo(1);
    }

    @Test
    void bytesOfWhoIsNotKnownCountToo() {
        // Given
        Gate.Hold hold = gate.hold(600).grow(700);

        // When
        ThrowingCallable more = () -> gate.enter(ONE, 301);

        // Then
        refusedAs(more, ProblemType.OVERLOADED);
        hold.release();
        hold.release();
        assertThat(gate.bytesInFlight()).isZero();
    }

    @Test
    void aFullNodeIsOverloadedForEveryone() {
        // Given
        in(ONE, 0);
        in(ONE, 0);
        in(TWO, 0);

        // When
        ThrowingCallable fourth = () -> gate.enter(THREE, 0);

        // Then
        refusedAs(fourth, ProblemType.OVERLOADED);
        assertThat(gate.refused()).isEqualTo(1);
    }

    @Test
    void bodiesAreCountedAsTheyGrowAndARefusedOneHoldsNothing() {
        // Given
        Gate.Pass first = gate.enter(ONE, 400).grow(700).grow(600);
        Gate.Pass second = gate.enter(TWO, 300);

        // When
        ThrowingCallable oneByteMore = () -> second.grow(301);

        // Then
        refusedAs(oneByteMore, ProblemType.OVERLOADED);
        refusedAs(() -> gate.enter(THREE, 1), ProblemType.OVERLOADED);
        assertThat(gate.bytesInFlight()).isEqualTo(1_000);
        first.leave();
        second.leave();
        assertThat(gate.bytesInFlight()).isZero();
        assertThat(gate.inFlight()).isZero();
        assertThat(gate.devicesInFlight()).isZero();
    }

    @Test
    void leavingTwiceCountsOnce() {
        // Given
        Gate.Pass pass = gate.enter(ONE, 10);
        in(ONE, 10);

        // When
        pass.leave();
        pass.leave();

        // Then
        assertThat(gate.inFlight()).isEqualTo(1);
        assertThat(gate.bytesInFlight()).isEqualTo(10);
    }

    @Test
    void aClosedGateLetsNobodyInAndWhoIsInMayFinish() {
        // Given
        Gate.Pass pass = gate.enter(ONE, 10);

        // When
        Future<Void> empty = gate.close();

        // Then
        assertThat(empty.isComplete()).isFalse();
        refusedAs(() -> gate.enter(TWO, 0), ProblemType.OVERLOADED);
        assertThat(pass.grow(20)).isSameAs(pass);
        pass.leave();
        assertThat(gate.inFlight()).isZero();
        assertThat(empty.succeeded()).isTrue();
    }

    private static void refusedAs(ThrowingCallable entering, ProblemType type) {
        assertThatThrownBy(entering)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.problem().type()).isEqualTo(type));
    }

    @CanIgnoreReturnValue
    private Gate.Pass in(DeviceRef device, long bytes) {
        return gate.enter(device, bytes);
    }

    private static DeviceRef device(String code) {
        return new DeviceRef(TenantId.DEFAULT, new DeviceId(code));
    }
}
