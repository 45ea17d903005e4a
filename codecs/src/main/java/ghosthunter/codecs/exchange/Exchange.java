package ghosthunter.codecs.exchange;

import ghosthunter.codecs.chain.Run;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.key.Jws;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A complete body of {@code POST /v1/sync}: the lines hash to the heads of the statement. The signature is the caller's
 * business.
 *
 * @param jws the statement as it was signed
 * @param statement the statement
 * @param runs one per entry of {@code statement.send()}, in that order, possibly empty ones
 */
public record Exchange(Jws jws, Statement statement, List<Run> runs) {
    public Exchange {
        runs = List.copyOf(runs);
    }

    /** SHA-256 of the text of the JWS: what the receipt answers. */
    public static Hash statementHash(Jws jws) {
        return Hash.sha256(jws.text().getBytes(StandardCharsets.US_ASCII));
    }
}
