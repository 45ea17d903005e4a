package ghosthunter.edge.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.exchange.DownLine;
import ghosthunter.codecs.locker.CentreSettings;
import ghosthunter.codecs.locker.DoorResult;
import ghosthunter.codecs.locker.DoorResult.Door;
import ghosthunter.codecs.time.ClockSample;
import ghosthunter.edge.outbox.OutboxReply.Taken;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of commands of the centre on a real file, when they come twice, late, or across a crash. */
class CentreCommandIT extends MirrorBase {
    private static final String ID = "019b7c11-5b7d-7c11-9d0a-2b6b5f1f0a11";
    private static final String OPEN = "\"do\":\"open\",\"compartment\":\"A-07\"";
    private static final int LIFE_S = 300;
    private int page;

    /** As the hub sends it, when it was made at this moment. */
    private DownLine command(String id, String what) {
        String data = "{\"device\":\"LOCKER-001\",\"epoch\":\""
                + device.prepare().epoch() + "\",\"issued_ms\":" + device.now().toEpochMilli() + ",\"expires_s\":"
                + LIFE_S + ",\"by\":\"operator vera\"," + what + "}";
        return Pages.state(EntityTypes.COMMAND, id, 1, data);
    }

    private void comes(DownLine... lines) {
        page++;
        pulled(Pages.news("c" + page, lines));
    }

    private Taken take() {
        return device.ask(new OutboxCommand.TakeCommand(true, device.moment()), Taken.class);
    }

    private void answer(Taken taken, Door door) {
        Opening opening = taken.opening();
        assertThat(opening).isNotNull();
        OutboxReply.Ended unused = device.ask(
                new OutboxCommand.EndOpening(opening, new DoorResult(door, ""), device.moment()),
                OutboxReply.Ended.class);
    }

    private JsonObject shown(String id) {
        return new JsonObject(String.valueOf(shown(EntityTypes.COMMAND, id).dataJson()));
    }

    private String state() {
        return shown(ID).getString("state") + ": " + shown(ID).getString("reason");
    }

    private void restart() {
        device.close();
        device = new TestDevice(directory.resolve("locker.db"));
    }

    @Test
    void aCommandIsTakenOnceHoweverOftenItComes() {
        // Given
        DownLine line = command(ID, OPEN);
        comes(line);
        comes(line);

        // When
        Taken taken = take();
        comes(line);
        Taken whileItIsUnderWay = take();
        answer(taken, Door.OPENED);
        comes(line);
        Taken afterIt = take();

        // Then
        assertThat(taken.opening()).isEqualTo(new Opening(EntityTypes.COMMAND, ID, "A-07", null));
        assertThat(whileItIsUnderWay).isEqualTo(Taken.NOTHING);
        assertThat(afterIt).isEqualTo(Taken.NOTHING);
        assertThat(shown(ID).getString("door")).isEqualTo("opened");
        assertThat(changes(device.prepare(), Lane.CRITICAL))
                .filteredOn(change -> change.type().equals(EntityTypes.COMMAND))
                .extracting(change -> change.op() + " " + change.dataJson())
                .containsExactly("PATCH {\"state\":\"started\"}", "PATCH {\"state\":\"done\",\"door\":\"opened\"}");
    }

    @Test
    void whatWasBegunStandsOnTheDiskBeforeTheDoorIsToldAndIsUnknownAfterACrash() throws Exception {
        // Given
        comes(command(ID, OPEN));
        Taken taken = take();
        String before = String.join(",", device.query("SELECT state FROM command"));

        // When
        restart();
        OutboxReply.Resumed resumed = device.ask(new OutboxCommand.Resume(device.moment()), OutboxReply.Resumed.class);
        Taken again = take();

        // Then
        assertThat(taken.opening()).isNotNull();
        assertThat(before).isEqualTo("started");
        assertThat(resumed.unknown()).isEqualTo(1);
        assertThat(again).isEqualTo(Taken.NOTHING);
        assertThat(state()).isEqualTo("unknown: the locker stopped while the door was told to open");
        assertThat(device.ask(new OutboxCommand.Resume(device.moment()), OutboxReply.Resumed.class)
                        .unknown())
                .isZero();
    }

    @Test
    void aCommandThatWaitedAcrossARestartOfTheProgramIsTaken() {
        // Given
        comes(command(ID, OPEN));

        // When
        restart();

        // Then
        assertThat(take().opening()).isNotNull();
    }

    @Test
    void aRestartOfTheBoardVoidsWhatWaited() {
        // Given
        comes(command(ID, OPEN));

        // When
        device.reboot();
        Taken taken = take();

        // Then
        assertThat(taken).isEqualTo(Taken.ENDED);
        assertThat(state()).isEqualTo("expired: the locker has started anew since it came");
    }

    @ParameterizedTest
    @CsvSource({"299, true", "300, false", "86400, false"})
    void itsLifeRunsOnTheBootClock(long passedS, boolean begins) {
        // Given
        comes(command(ID, OPEN));

        // When
        device.pass(Duration.ofSeconds(passedS));
        Taken taken = take();

        // Then
        assertThat(taken.opening() != null).isEqualTo(begins);
        assertThat(state()).startsWith(begins ? "started" : "expired: its time was over");
    }

    @Test
    void aCommandThatWasCancelledBeforeItBeganIsNeverBegun() {
        // Given
        comes(command(ID, OPEN));
        comes(cancelled());

        // When
        Taken taken = take();

        // Then
        assertThat(taken).isEqualTo(Taken.ENDED);
        assertThat(state()).isEqualTo("cancelled: null");
        assertThat(take()).isEqualTo(Taken.NOTHING);
    }

    @Test
    void aCommandThatWasCancelledBeforeItCameIsNeverBegun() {
        // Given
        comes(cancelled());

        // Then
        assertThat(take()).isEqualTo(Taken.ENDED);
        assertThat(state()).isEqualTo("cancelled: null");
    }

    @Test
    void whatWasBegunWhenItWasCancelledEndsAsTheDoorDid() {
        // Given
        comes(command(ID, OPEN));
        Taken taken = take();

        // When
        comes(cancelled());
        Taken again = take();
        answer(taken, Door.OPENED);

        // Then
        assertThat(again).isEqualTo(Taken.NOTHING);
        assertThat(state()).isEqualTo("done: null");
    }

    private DownLine cancelled() {
        String data = String.valueOf(
                command(ID, OPEN + ",\"cancelled\":\"operator vera\"").dataJson());
        return Pages.state(EntityTypes.COMMAND, ID, 2, data);
    }

    @Test
    void aCommandThatWasStaleBeforeItCameIsNeverBegun() {
        // Given
        DownLine line = command(ID, OPEN);
        OutboxReply.Prepared prepared = device.prepare();
        long hubMs = device.now().toEpochMilli() + LIFE_S * 1_000L;
        ClockSample late = new ClockSample("boot-1", 1_000, hubMs, hubMs, 1_010);
        var news = Pages.news("late", line);

        // When
        OutboxReply.Pulled pulled = device.ask(
                new OutboxCommand.ApplyPull(prepared.epoch(), prepared.cursor(), news.down(), news.lines(), late),
                OutboxReply.Pulled.class);

        // Then
        assertThat(pulled.applied()).isTrue();
        assertThat(take()).isEqualTo(Taken.ENDED);
        assertThat(state()).startsWith("expired: its time was over");
    }

    @Test
    void aCommandForAnEarlierStoreIsRefused() {
        // Given
        DownLine line = command(ID, OPEN);
        String epoch = device.prepare().epoch().toString();
        String other = String.valueOf(line.dataJson()).replace(epoch, new UUID(7, 7).toString());
        comes(Pages.state(EntityTypes.COMMAND, ID, 1, other));

        // Then
        assertThat(take()).isEqualTo(Taken.ENDED);
        assertThat(state()).startsWith("refused: it was meant for what this locker's store was before");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"package\":\"PKG-1\"} | started: null",
                "{\"package\":\"PKG-2\"} | refused: package PKG-2 is not in compartment A-07",
                "{\"package\":\"PKG-3\"} | refused: package PKG-3 is not in compartment A-07",
                "{\"empty\":true} | refused: compartment A-07 holds package PKG-1",
                "{\"entity\":{\"type\":\"profile\",\"key\":\"K\",\"version\":4}} | started: null",
                "{\"entity\":{\"type\":\"profile\",\"key\":\"K\",\"version\":3}} | refused: profile K has version 4 here, not 3"
            })
    void whatItExpectsIsLookedAtInTheTransactionThatBeginsIt(String expect, String state) {
        // Given
        dropOff("PKG-1", "A-07");
        dropOff("PKG-2", "A-08");
        comes(command(ID, OPEN + ",\"expect\":" + expect), Pages.state("profile", "K", 4, "{\"name\":\"Vera\"}"));

        // When
        Taken taken = take();

        // Then
        assertThat(taken.found()).isTrue();
        assertThat(state()).isEqualTo(state);
    }

    @Test
    void withoutDoorsACommandToOpenIsRefusedAndOneThatCannotBeReadToo() {
        // Given
        String other = ID.replace("0a11", "0a12");
        comes(command(ID, OPEN), command(other, "\"do\":\"dance\""));

        // When
        Taken noDoors = device.ask(new OutboxCommand.TakeCommand(false, device.moment()), Taken.class);
        Taken unreadable = take();

        // Then
        assertThat(noDoors).isEqualTo(Taken.ENDED);
        assertThat(unreadable).isEqualTo(Taken.ENDED);
        assertThat(state()).isEqualTo("refused: this locker has no door controller (doors.url)");
        assertThat(shown(other).getString("reason")).contains("do is open or settings");
    }

    @Test
    void settingsHoldAtOnceAndAfterARestart() {
        // Given
        comes(command(ID, "\"do\":\"settings\",\"settings\":{\"sync_interval_s\":60}"));

        // When
        Taken taken = take();
        restart();
        OutboxReply.Resumed resumed = device.ask(new OutboxCommand.Resume(device.moment()), OutboxReply.Resumed.class);

        // Then
        assertThat(taken.settings()).isEqualTo(new CentreSettings(60L, null));
        assertThat(resumed).isEqualTo(new OutboxReply.Resumed(new CentreSettings(60L, null), 0));
        assertThat(state()).isEqualTo("done: null");
    }

    @ParameterizedTest
    @CsvSource({
        "CLOSED, failed, closed",
        "UNREACHABLE, failed, unreachable",
        "JAMMED, failed, jammed",
        "UNKNOWN, unknown, unknown"
    })
    void whatTheDoorDidIsWhatBecameOfTheCommand(Door door, String state, String shown) {
        // Given
        comes(command(ID, OPEN));

        // When
        answer(take(), door);

        // Then
        assertThat(shown(ID).getString("state")).isEqualTo(state);
        assertThat(shown(ID).getString("door")).isEqualTo(shown);
    }

    private void dropOff(String trackingId, String compartment) {
        OutboxReply.Recorded unused = device.ask(
                new OutboxCommand.DropOff(trackingId, compartment, null, device.moment()), OutboxReply.Recorded.class);
    }
}
