package ghosthunter.edge.outbox;

import static ghosthunter.edge.outbox.OutboxIT.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.locker.DoorResult;
import ghosthunter.codecs.locker.DoorResult.Door;
import ghosthunter.codecs.locker.PickupGrant;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.edge.outbox.OutboxReply.CodeTried;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pick-up codes on a real file: right, wrong, spent, and across a crash. */
class PickupCodeIT extends MirrorBase {
    private static final String PACKAGE = "PKG-1001";
    private static final byte[] SECRET = new byte[PickupGrant.SECRET_BYTES];
    private static final String WRONG = "00000000";
    private int requests;
    private int version;

    @BeforeEach
    void dropOff() {
        OutboxReply.Recorded unused = device.ask(
                new OutboxCommand.DropOff(PACKAGE, "A-07", null, device.moment()), OutboxReply.Recorded.class);
        issued(1);
    }

    private void issued(long count) {
        version++;
        pulled(Pages.news(
                "c" + version,
                Pages.state(
                        EntityTypes.PICKUP,
                        PACKAGE,
                        version,
                        grant(count).toJson().encode())));
    }

    private static PickupGrant grant(long counter) {
        return PickupGrant.of(new DeviceId("LOCKER-001"), SECRET, counter);
    }

    private CodeTried use(String code) {
        requests++;
        return use(PACKAGE, null, code, "request-" + requests);
    }

    private CodeTried use(@Nullable String trackingId, @Nullable String compartment, String code, String key) {
        return device.ask(
                new OutboxCommand.UseCode(trackingId, compartment, code, key, device.moment()), CodeTried.class);
    }

    private JsonObject answer(CodeTried tried, Door door) {
        Opening opening = tried.opening();
        assertThat(opening).isNotNull();
        return new JsonObject(device.ask(
                        new OutboxCommand.EndOpening(opening, new DoorResult(door, ""), device.moment()),
                        OutboxReply.Ended.class)
                .answerJson());
    }

    private static @Nullable ProblemType refusal(CodeTried tried) {
        return tried.refusal() == null ? null : tried.refusal().type();
    }

    private static long waitS(CodeTried tried) {
        return tried.refusal() == null ? 0 : tried.refusal().retryAfterS();
    }

    private List<String> told() {
        return changes(device.prepare(), Lane.CRITICAL).stream()
                .filter(change -> !change.op().equals("CREATE") && !change.op().equals("OPEN"))
                .map(change -> change.type() + " " + change.op() + " " + change.dataJson())
                .toList();
    }

    @Test
    void theRightCodeOpensTheDoorOnceAndTheParcelIsPickedUp() {
        // When
        CodeTried right = use(null, "A-07", grant(1).code(), "k");
        JsonObject opened = answer(right, Door.OPENED);
        CodeTried repeated = use(null, "A-07", grant(1).code(), "k");

        // Then
        assertThat(opened.getString("tracking_id")).isEqualTo(PACKAGE);
        assertThat(opened.getString("door")).isEqualTo("opened");
        assertThat(opened.getString("picked_up_at")).isNotNull();
        assertThat(repeated.answerJson()).isEqualTo(opened.encode());
        assertProblem(ProblemType.CONFLICT, () -> use(grant(1).code()));
        assertProblem(ProblemType.CONFLICT, () -> device.pickUp(PACKAGE));
        assertThat(told())
                .containsExactly(
                        "pickup PATCH {\"state\":\"started\",\"used\":1,\"refused\":0}",
                        "pickup PATCH {\"state\":\"done\",\"door\":\"opened\"}",
                        "package PICKUP {}");
    }

    @Test
    void aSpentCodeIsRefusedAndTheNextOneWorksWhereTheDoorJammed() {
        // Given
        JsonObject jammed = answer(use(grant(1).code()), Door.JAMMED);

        // When
        CodeTried replayed = use(grant(1).code());
        JsonObject opened = answer(use(grant(3).code()), Door.OPENED);

        // Then
        assertThat(jammed.getString("state")).isEqualTo("failed");
        assertThat(jammed.containsKey("picked_up_at")).isFalse();
        assertThat(refusal(replayed)).isEqualTo(ProblemType.CODE_REFUSED);
        assertThat(opened.getString("state")).isEqualTo("done");
        assertThat(told()).contains("pickup PATCH {\"state\":\"started\",\"used\":3,\"refused\":0,\"door\":null}");
    }

    @Test
    void aCodeBeforeTheLastUsedOneIsSpentToo() {
        // Given
        JsonObject unused = answer(use(grant(2).code()), Door.CLOSED);

        // Then
        assertThat(refusal(use(grant(1).code()))).isEqualTo(ProblemType.CODE_REFUSED);
        assertThat(refusal(use(grant(2).code()))).isEqualTo(ProblemType.CODE_REFUSED);
    }

    @Test
    void eachWrongCodeIsAChangeUntilTheyComeTooFast() {
        // Given
        for (int i = 0; i < PickupGrant.TRIES_MAX; i++) {
            assertThat(refusal(use(WRONG))).isEqualTo(ProblemType.CODE_REFUSED);
        }

        // When
        CodeTried rightButTooSoon = use(grant(1).code());
        device.pass(Duration.ofSeconds(PickupGrant.WAIT_S_MIN - 1));
        CodeTried stillTooSoon = use(grant(1).code());
        device.pass(Duration.ofSeconds(1));
        CodeTried wrongOnceMore = use(WRONG);
        device.pass(Duration.ofSeconds(PickupGrant.WAIT_S_MIN));
        CodeTried twiceAsLong = use(grant(1).code());
        device.pass(Duration.ofSeconds(PickupGrant.WAIT_S_MIN));

        // Then
        assertThat(waitS(rightButTooSoon)).isEqualTo(PickupGrant.WAIT_S_MIN);
        assertThat(waitS(stillTooSoon)).isEqualTo(1);
        assertThat(refusal(wrongOnceMore)).isEqualTo(ProblemType.CODE_REFUSED);
        assertThat(refusal(twiceAsLong)).isEqualTo(ProblemType.CODE_LOCKED);
        assertThat(told()).hasSize(PickupGrant.TRIES_MAX + 1).last().isEqualTo("pickup PATCH {\"refused\":6}");
        assertThat(use(grant(1).code()).opening()).isNotNull();
    }

    @Test
    void aRestartOfTheBoardDoesNotShortenTheWaitButANewCodeOfTheCentreEndsIt() {
        // Given
        for (int i = 0; i < PickupGrant.TRIES_MAX; i++) {
            assertThat(refusal(use(WRONG))).isEqualTo(ProblemType.CODE_REFUSED);
        }

        // When
        device.reboot();
        CodeTried afterTheReboot = use(grant(1).code());
        acknowledgeAll();
        issued(2);
        CodeTried newCode = use(grant(2).code());

        // Then
        assertThat(refusal(afterTheReboot)).isEqualTo(ProblemType.CODE_LOCKED);
        assertThat(newCode.opening()).isNotNull();
    }

    @Test
    void cancelledCodesOpenNothingAndAreNotCountedUntilANewOneIsMade() {
        // Given
        JsonObject cancelled = grant(1).toJson().put(PickupGrant.CANCELLED, "operator vera");
        version++;
        pulled(Pages.news("c" + version, Pages.state(EntityTypes.PICKUP, PACKAGE, version, cancelled.encode())));

        // When
        CodeTried refused = use(grant(1).code());
        List<String> told = told();
        issued(2);

        // Then
        assertThat(refusal(refused)).isEqualTo(ProblemType.CODE_REFUSED);
        assertThat(told).isEmpty();
        assertThat(use(grant(2).code()).opening()).isNotNull();
    }

    @Test
    void aCrashBehindTheRightCodeLeavesItUnknownAndTheCodeSpent() {
        // Given
        assertThat(use(grant(1).code()).opening()).isNotNull();

        // When
        device.close();
        device = new TestDevice(directory.resolve("locker.db"));
        OutboxReply.Resumed resumed = device.ask(new OutboxCommand.Resume(device.moment()), OutboxReply.Resumed.class);

        // Then
        assertThat(resumed.unknown()).isEqualTo(1);
        assertThat(refusal(use(grant(1).code()))).isEqualTo(ProblemType.CODE_REFUSED);
        assertThat(told())
                .contains(
                        "pickup PATCH {\"state\":\"unknown\",\"reason\":\"the locker stopped while the door was told to open\"}")
                .noneMatch(change -> change.startsWith("package PICKUP"));
    }

    @Test
    void withoutAParcelOrACodeNothingIsTried() {
        assertProblem(ProblemType.NOT_FOUND, () -> use("PKG-NOWHERE", null, WRONG, "a"));
        assertProblem(ProblemType.NOT_FOUND, () -> use(null, "B-01", WRONG, "b"));
        OutboxReply.Recorded unused = device.ask(
                new OutboxCommand.DropOff("PKG-1002", "A-08", null, device.moment()), OutboxReply.Recorded.class);
        assertProblem(ProblemType.NOT_FOUND, () -> use("PKG-1002", null, WRONG, "c"));
        assertNotThere(EntityTypes.PICKUP, PACKAGE);
    }
}
