package ghosthunter.hub.dialect.posduif;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private static final DeviceRef ONE = new DeviceRef(TenantId.DEFAULT, new DeviceId("posduif.one"));
    private static final DeviceRef OTHER = new DeviceRef(TenantId.DEFAULT, new DeviceId("posduif.other"));

    private final Turns turns = new Turns();
    private final List<Promise<Void>> begun = new ArrayList<>();

    private Future<Void> take(DeviceRef device) {
        return turns.take(device, () -> {
            Promise<Void> work = Promise.promise();
            begun.add(work);
            return work.future();
        });
    }

    @Test
    void requestsOfOnePhoneGoOneBehindTheOtherAlsoBehindOneThatFails() {
        // When
        Future<Void> first = take(ONE);
        Future<Void> second = take(ONE);
        Future<Void> other = take(OTHER);

        // Then
        assertThat(begun).hasSize(2);
        begun.get(0).fail("lost");
        assertThat(begun).hasSize(3);
        begun.get(1).complete();
        begun.get(2).complete();
        assertThat(first.failed()).isTrue();
        assertThat(List.of(second.succeeded(), other.succeeded())).containsOnly(true);
    }

    @Test
    void aPhoneThatAsksTooOftenAtOnceIsTurnedAwayUntilItIsAnswered() {
        // Given
        List<Future<Void>> waiting = new ArrayList<>();
        for (int i = 0; i < Turns.WAITING_MAX; i++) {
            waiting.add(take(ONE));
        }

        // When
        Future<Void> surplus = take(ONE);
        for (int i = 0; i < Turns.WAITING_MAX; i++) {
            begun.get(i).complete();
        }

        // Then
        assertThat(Refusal.is(surplus.cause(), ProblemType.DEVICE_BUSY)).isTrue();
        assertThat(waiting).allMatch(Future::succeeded);
        assertThat(take(ONE).isComplete()).isFalse();
    }

    @Test
    void whatBecameOfTheLastRequestOfAPhoneIsKnown() {
        // When
        Future<Void> broken = take(ONE);
        Turns.State during = turns.of(ONE);
        begun.get(0).fail("the database is away");
        Turns.State after = turns.of(ONE);
        Future<Void> answered = take(ONE);
        turns.answers(ONE);
        Turns.State better = turns.of(ONE);
        begun.get(1).complete();
        Future<Void> refused = take(OTHER);
        begun.get(2).fail(Refusal.invalid("Invalid request body"));

        // Then
        assertThat(List.of(broken.failed(), answered.succeeded(), refused.failed()))
                .containsOnly(true);
        assertThat(List.of(during, after, better, turns.of(OTHER)))
                .containsExactly(Turns.State.SYNCING, Turns.State.ERROR, Turns.State.IDLE, Turns.State.IDLE);
    }
}
