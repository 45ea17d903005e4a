package ghosthunter.codecs.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.Vectors;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.key.SigningKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

final class ExchangeVectorsTest {
    private static final JsonObject FILE = Vectors.file("exchange.json");
    private static final JsonObject VECTOR = Vectors.of(FILE).findFirst().orElseThrow();
    private static final SigningKey DEVICE_KEY = key("device_key");
    private static final SigningKey HUB_KEY = key("hub_key");

    @Test
    void theStatementIsWrittenAndSignedToTheSameText() {
        // Given
        byte[] payload = bytes("statement");

        // When
        Statement statement = Statement.ofJson(payload);

        // Then
        assertThat(new String(statement.toJson(), StandardCharsets.UTF_8)).isEqualTo(VECTOR.getString("statement"));
        assertThat(Jws.sign(Statement.TYP, payload, DEVICE_KEY).text()).isEqualTo(VECTOR.getString("statement_jws"));
        assertThat(statement.samples()).hasSize(1);
        assertThat(statement.verified()).isNotNull();
    }

    @Test
    void theBodyIsReadToAnExchangeAndWrittenBackToTheSameBytes() {
        // Given
        ExchangeReader reader = new ExchangeReader(ExchangeLimits.DEFAULT);

        // When
        reader.feed(Buffer.buffer(VECTOR.getString("body")));
        Exchange exchange = reader.end();

        // Then
        assertThat(exchange.jws().verifies(DEVICE_KEY.verifyKey())).isTrue();
        assertThat(Exchange.statementHash(exchange.jws())).hasToString(VECTOR.getString("statement_hash"));
        assertThat(ExchangeWriter.write(exchange.jws(), exchange.runs()))
                .isEqualTo(Buffer.buffer(VECTOR.getString("body")));
    }

    @Test
    void theReceiptAnswersThatStatement() {
        // Given
        String line = VECTOR.getString("answer").lines().findFirst().orElseThrow();

        // When
        Jws jws = Jws.parse(line, Receipt.TYP);
        Receipt receipt = Receipt.ofJson(jws.payload());

        // Then
        assertThat(jws.verifies(HUB_KEY.verifyKey())).isTrue();
        assertThat(receipt.statement()).hasToString(VECTOR.getString("statement_hash"));
        assertThat(receipt.lanes()).singleElement().satisfies(lane -> {
            assertThat(lane.verdict()).isEqualTo(Verdict.APPENDED);
            assertThat(lane.durable())
                    .isEqualTo(
                            Statement.ofJson(bytes("statement")).send().get(0).head());
        });
        assertThat(new String(receipt.toJson(), StandardCharsets.UTF_8)).isEqualTo(VECTOR.getString("receipt"));
        assertThat(Jws.sign(Receipt.TYP, receipt.toJson(), HUB_KEY).text()).isEqualTo(line);
    }

    private static byte[] bytes(String name) {
        return VECTOR.getString(name).getBytes(StandardCharsets.UTF_8);
    }

    private static SigningKey key(String name) {
        JsonObject json = FILE.getJsonObject(name);
        SigningKey key = SigningKey.ofSeed(Base64.getUrlDecoder().decode(json.getString("seed")));
        assertThat(key.verifyKey().kid()).isEqualTo(json.getString("kid"));
        return key;
    }
}
