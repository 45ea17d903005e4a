package ghosthunter.codecs.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
final class LocalCodecTest {
    private record Ping(int number) {}

    @Test
    void theReceiverGetsTheVeryObject(Vertx vertx, VertxTestContext context) {
        // Given
        LocalCodec.register(vertx.eventBus(), Ping.class);
        Ping ping = new Ping(1);
        vertx.eventBus().<Ping>localConsumer("test", message -> message.reply(message.body()));

        // When
        vertx.eventBus()
                .<Ping>request("test", ping)
                .map(Message::body)
                // Then
                .onComplete(context.succeeding(body -> {
                    context.verify(() -> assertThat(body).isSameAs(ping));
                    context.completeNow();
                }));
    }

    @Test
    void registeringTwiceIsAProgrammersError(Vertx vertx) {
        LocalCodec.register(vertx.eventBus(), Ping.class);
        assertThatThrownBy(() -> LocalCodec.register(vertx.eventBus(), Ping.class))
                .isInstanceOf(IllegalStateException.class);
    }
}
