package ghosthunter.load.bench.codecs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import ghosthunter.codecs.chain.Chain;
import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.chain.Run;
import ghosthunter.codecs.change.ChangeLine;
import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.change.Reading;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.codecs.exchange.Exchange;
import ghosthunter.codecs.exchange.ExchangeLimits;
import ghosthunter.codecs.exchange.ExchangeReader;
import ghosthunter.codecs.exchange.Statement;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.key.SigningKey;
import ghosthunter.load.traffic.Shipment;
import ghosthunter.load.traffic.SignedLocker;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The loops. Public, because JMH extends it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CodecLoops {
    private static final int LINES = 50;
    private static final JsonFactory JSON = new JsonFactory();

    private final SigningKey key = SigningKey.generate(new SecureRandom());
    private Buffer body = Buffer.buffer();
    private List<Line> lines = List.of();
    private byte[] line = new byte[0];
    private byte[] payload = new byte[0];
    private byte[] platformSignature = new byte[0];
    private @Nullable Head genesis;
    private @Nullable Jws statement;
    private @Nullable KeyPair platform;

    /** Makes an exchange of 50 drop-offs, and a key pair of the platform. */
    @Setup
    public void make() throws GeneralSecurityException {
        SignedLocker locker = new SignedLocker("hub", "L-1");
        Shipment shipment = locker.next(LINES);
        body = shipment.body();
        List<String> texts = body.toString().lines().toList();
        lines = texts.stream().skip(1).map(Line::of).toList();
        line = lines.get(0).bytes();
        genesis = Chain.genesis(
                locker.device(),
                new Epoch(UUID.fromString("0190a000-0000-7000-8000-000000000001")),
                EntityCatalog.BUILT_IN.lane(EntityTypes.PACKAGE));
        payload = Jws.parse(texts.get(0), Statement.TYP).payload();
        statement = Jws.sign(Statement.TYP, payload, key);
        platform = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        platformSignature = signByPlatform();
    }

    /** The body of an exchange with 50 changes, to the chained run. */
    @Benchmark
    public Exchange readExchange() {
        ExchangeReader reader = new ExchangeReader(ExchangeLimits.DEFAULT);
        reader.feed(body);
        return reader.end();
    }

    /** One change line to its view. */
    @Benchmark
    public Reading parse() {
        return ChangeLine.read(lines.get(0));
    }

    /** The same line by the bare token stream of Jackson. */
    @Benchmark
    public int parseBare() throws IOException {
        int tokens = 0;
        try (JsonParser json = JSON.createParser(line)) {
            while (json.nextToken() != null) {
                tokens += json.getTextLength();
            }
        }
        return tokens;
    }

    /** 50 lines to their chain. */
    @Benchmark
    public Run hash() {
        return Run.of(Objects.requireNonNull(genesis), lines);
    }

    /** The same by bare SHA-256: a digest of each line, and a link. */
    @Benchmark
    public byte[] hashBare() throws GeneralSecurityException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        byte[] head = sha256.digest();
        for (int i = 0; i < LINES; i++) {
            byte[] digest = sha256.digest(line);
            sha256.update(head);
            head = sha256.digest(digest);
        }
        return head;
    }

    /** A statement to its JWS. */
    @Benchmark
    public Jws sign() {
        return Jws.sign(Statement.TYP, payload, key);
    }

    /** The same bytes by the platform's Ed25519. */
    @Benchmark
    public byte[] signByPlatform() throws GeneralSecurityException {
        Signature ed25519 = Signature.getInstance("Ed25519");
        ed25519.initSign(Objects.requireNonNull(platform).getPrivate());
        ed25519.update(payload);
        return ed25519.sign();
    }

    /** A JWS against its key. */
    @Benchmark
    public boolean verify() {
        return Objects.requireNonNull(statement).verifies(key.verifyKey());
    }

    /** The same bytes by the platform's Ed25519. */
    @Benchmark
    public boolean verifyByPlatform() throws GeneralSecurityException {
        Signature ed25519 = Signature.getInstance("Ed25519");
        ed25519.initVerify(Objects.requireNonNull(platform).getPublic());
        ed25519.update(payload);
        return ed25519.verify(platformSignature);
    }
}
