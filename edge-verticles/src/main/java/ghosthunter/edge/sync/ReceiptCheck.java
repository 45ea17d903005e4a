package ghosthunter.edge.sync;

import ghosthunter.codecs.exchange.Exchange;
import ghosthunter.codecs.exchange.Receipt;
import ghosthunter.codecs.exchange.Statement;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.key.HubKeys;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.key.VerifyKey;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.edge.sync.SyncFailure.Kind;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides what an answer means. Pure. Only line 1 of a {@code 200}, signed by the pinned hub key and answering this very
 * statement, changes the state of a device; a portal, a proxy or a late answer never does.
 *
 * @param hub the hub that this device is enrolled at
 * @param hubKeys its keys, pinned at enrollment or named by one that was
 */
record ReceiptCheck(String hub, HubKeys hubKeys) {
    private static final int STATUS_OK = 200;

    /** Problems that a smaller batch may solve. */
    private static final Set<ProblemType> SMALLER_MAY_PASS = EnumSet.of(
            ProblemType.INCOMPLETE_BODY,
            ProblemType.HEADS_MISMATCH,
            ProblemType.TOO_LARGE,
            ProblemType.REQUEST_TIMEOUT);

    /** Problems that time alone may solve; all others need a person. */
    private static final Set<ProblemType> TIME_MAY_HELP = EnumSet.of(
            ProblemType.DEVICE_BUSY,
            ProblemType.OVERLOADED,
            ProblemType.UNAVAILABLE,
            ProblemType.INTERNAL,
            ProblemType.STORAGE_FULL);

    private static final int STATUS_TOO_MANY_REQUESTS = 429;
    private static final int STATUS_UNAVAILABLE = 503;
    private static final int DETAIL_CHARS_MAX = 300;

    /**
     * A receipt that counts.
     *
     * @param receiptHash SHA-256 of the text of its JWS
     * @param believed the keys of the hub that are believed from then on
     */
    record Verified(Receipt receipt, Hash receiptHash, HubKeys believed) {}

    /**
     * Looks at an answer.
     *
     * @param jws the statement that was sent, as it was signed
     * @throws SyncFailure if it is not this hub's receipt for that statement
     */
    Verified judge(HubAnswer answer, Jws jws, Statement statement) {
        if (answer.status() != STATUS_OK) {
            throw problem(answer);
        }
        Jws receiptJws = receiptJws(answer.body());
        VerifyKey signer = hubKeys.signerOf(receiptJws);
        if (signer == null) {
            throw SyncFailure.unknownHubKey("the receipt is not signed with the key of hub " + hub);
        }
        Receipt receipt = read(receiptJws);
        requireSame("hub", hub, receipt.hub());
        requireSame("device", statement.device(), receipt.device());
        requireSame("epoch", statement.epoch(), receipt.epoch());
        requireSame("exchange", statement.exchange(), receipt.exchange());
        requireSame("statement", Exchange.statementHash(jws), receipt.statement());
        requireLanes(statement, receipt);
        return new Verified(
                receipt,
                Hash.sha256(receiptJws.text().getBytes(StandardCharsets.US_ASCII)),
                hubKeys.after(signer, receipt.nextKey()));
    }

    private static Jws receiptJws(Buffer body) {
        int end = 0;
        while (end < body.length() && body.getByte(end) != '\n') {
            end++;
        }
        try {
            return Jws.parse(body.getString(0, end, StandardCharsets.ISO_8859_1.name()), Receipt.TYP);
        } catch (ProblemException e) {
            throw noReceipt("the answer is not a receipt; is there a portal or proxy before the hub?");
        }
    }

    private static Receipt read(Jws receiptJws) {
        try {
            return Receipt.ofJson(receiptJws.payload());
        } catch (ProblemException e) {
            throw SyncFailure.of(
                    Kind.REFUSED,
                    "the hub's receipt cannot be read by this version: "
                            + e.problem().detail());
        }
    }

    private static void requireSame(String what, Object ours, Object theirs) {
        if (!ours.equals(theirs)) {
            throw noReceipt("the receipt answers another statement: its " + what + " is not ours");
        }
    }

    private static void requireLanes(Statement statement, Receipt receipt) {
        var answered =
                receipt.lanes().stream().map(Receipt.LaneReceipt::lane).collect(Collectors.toCollection(HashSet::new));
        if (answered.size() != receipt.lanes().size()) {
            throw noReceipt("the receipt names a lane twice");
        }
        if (!statement.send().stream().map(Statement.LaneSend::lane).allMatch(answered::contains)) {
            throw noReceipt("the receipt lacks a lane that was sent");
        }
    }

    private static SyncFailure problem(HubAnswer answer) {
        int status = answer.status();
        Optional<ProblemType> type = typeOf(answer.body());
        String reason = type.map(known -> "the hub answers " + status + " " + known.slug() + detail(answer.body()))
                .orElse("an answer with status " + status + " that is not the hub's; is there a portal or proxy?");
        if (status == STATUS_TOO_MANY_REQUESTS || status == STATUS_UNAVAILABLE) {
            long turnMs = turnMs(answer.body());
            return turnMs > 0
                    ? SyncFailure.turn(reason, turnMs)
                    : SyncFailure.busy(reason, answer.retryAfterS() * 1_000);
        }
        return SyncFailure.of(
                type.map(ReceiptCheck::kindOf).orElse(status == 413 ? Kind.CUT : Kind.NO_RECEIPT), reason);
    }

    private static Kind kindOf(ProblemType type) {
        if (SMALLER_MAY_PASS.contains(type)) {
            return Kind.CUT;
        }
        return TIME_MAY_HELP.contains(type) ? Kind.NO_RECEIPT : Kind.REFUSED;
    }

    private static Optional<ProblemType> typeOf(Buffer body) {
        return field(body, "type")
                .flatMap(uri -> EnumSet.allOf(ProblemType.class).stream()
                        .filter(type -> type.uri().equals(uri))
                        .findFirst());
    }

    /** 0 where none was given. */
    private static long turnMs(Buffer body) {
        try {
            Long turnMs = JsonFields.parse("problem", body.getBytes()).naturalOrNull(Problem.TURN);
            return turnMs == null ? 0 : turnMs;
        } catch (ProblemException e) {
            return 0;
        }
    }

    private static String detail(Buffer body) {
        return field(body, "detail")
                .map(text -> ": " + text.substring(0, Math.min(text.length(), DETAIL_CHARS_MAX)))
                .orElse("");
    }

    private static Optional<String> field(Buffer body, String name) {
        try {
            return Optional.ofNullable(
                    JsonFields.parse("problem", body.getBytes()).textOrNull(name));
        } catch (ProblemException e) {
            return Optional.empty();
        }
    }

    private static SyncFailure noReceipt(String reason) {
        return SyncFailure.of(Kind.NO_RECEIPT, reason);
    }

    ReceiptCheck {
        Objects.requireNonNull(hubKeys);
    }

    /** With a key just pinned. */
    ReceiptCheck(String hub, VerifyKey hubKey) {
        this(hub, new HubKeys(hubKey, null));
    }
}
