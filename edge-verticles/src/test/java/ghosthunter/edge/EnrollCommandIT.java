package ghosthunter.edge;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.edge.Cli.Result;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code edge.jar enroll}: whole or not at all, and as often as one likes. */
class EnrollCommandIT {
    @TempDir
    private Path directory;

    private CommandHub hub;
    private Cli cli;

    @BeforeEach
    void hub() {
        hub = new CommandHub("LOCKER-001");
        cli = new Cli(directory).withHub(hub.url()).withSettings("sync: {attempts_max: 1}");
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private Path enrollment() {
        return directory.resolve("locker.db.enrollment.json");
    }

    private Path key() {
        return directory.resolve("locker.db.key.json");
    }

    private void assertWorks() {
        assertThat(cli.run("dropoff", "PKG-1").exit()).isZero();
        assertThat(cli.run("sync").out()).containsExactly("✓ Synced PKG-1");
    }

    @Test
    void anEnrollmentIsToldAndKeptForTheOwnerAlone() throws Exception {
        // When
        Result result = cli.run("enroll", CommandHub.TOKEN);

        // Then
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .singleElement()
                .asString()
                .matches("Enrolled: locker=LOCKER-001, tenant=default, hub=hub-test, kid=[A-Za-z0-9_-]{43}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(enrollment())))
                .isEqualTo("rw-------");
        assertThat(Files.readString(enrollment())).doesNotContain(CommandHub.TOKEN);
        assertWorks();
    }

    @Test
    void theSameTokenMayBeUsedAgainByTheSameKey() {
        // Given
        Result first = cli.run("enroll", CommandHub.TOKEN);

        // When
        Result again = cli.run("enroll", CommandHub.TOKEN);

        // Then
        assertThat(again).isEqualTo(first);
        assertWorks();
    }

    @Test
    void aLostAnswerLeavesTheKeyAndTheRepeatWorks() throws Exception {
        // Given
        hub.loseNextEnrollment();

        // When
        Result lost = cli.run("enroll", CommandHub.TOKEN);
        String keyMade = Files.readString(key());

        // Then
        assertThat(lost.exit()).isEqualTo(1);
        assertThat(lost.err()).singleElement().asString().startsWith("no answer from the hub at " + hub.url());
        assertThat(enrollment()).doesNotExist();
        assertThat(cli.run("enroll", CommandHub.TOKEN).exit()).isZero();
        assertThat(key()).hasContent(keyMade);
        assertWorks();
    }

    @Test
    void aLockerThatIsKilledWhileItEnrollsIsNotEnrolledOrWholly() throws Exception {
        for (int round = 0; round < 3; round++) {
            // Given
            hub.holdEnrollments(round % 2 == 0);
            Process enrolling = cli.start("enroll", CommandHub.TOKEN);

            // When
            hub.awaitEnrollments(round + 1);
            Process unused = enrolling.destroyForcibly();
            int exit = enrolling.waitFor();

            // Then
            assertThat(exit).isIn(0, 137);
            assertThat(new JsonObject(Files.readString(key()))).isNotEmpty();
            if (Files.exists(enrollment())) {
                assertThat(new JsonObject(Files.readString(enrollment())).getString("device"))
                        .isEqualTo("LOCKER-001");
            }
        }
        hub.holdEnrollments(false);
        assertThat(cli.run("enroll", CommandHub.TOKEN).exit()).isZero();
        assertWorks();
    }

    @Test
    void aTokenThatTheHubDoesNotKnowEnrollsNobody() {
        // When
        Result result = cli.run("enroll", "gh1.default." + "x".repeat(43));

        // Then
        assertThat(result).isEqualTo(CommandIT.refused("the hub refused (403): the token is unknown or spent"));
        assertThat(enrollment()).doesNotExist();
    }

    @Test
    void whatIsNoTokenLeavesNothingBehind() {
        // When
        Result result = cli.run("enroll", "rubbish");

        // Then
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err())
                .containsExactly(
                        "an enrollment token has the form gh1.<tenant>.<secret>",
                        "Usage: java -jar edge.jar enroll --help");
        assertThat(key()).doesNotExist();
        assertThat(hub.enrollments()).isZero();
    }

    @Test
    void aTokenForAnotherLockerEnrollsNobodyAndSaysWhatToDo() {
        try (CommandHub other = new CommandHub("LOCKER-007")) {
            // When
            Result result = cli.withHub(other.url()).run("enroll", CommandHub.TOKEN);

            // Then
            assertThat(result)
                    .isEqualTo(
                            CommandIT.refused(
                                    "the token is for LOCKER-007, but this device is LOCKER-001; set"
                                            + " LOCKER_ID=LOCKER-007 (locker_id in conf/edge.yaml) and enroll with the same token again"));
            assertThat(enrollment()).doesNotExist();
        }
    }

    @Test
    void aDamagedEnrollmentIsSaidAndHealedByTheNextOne() throws Exception {
        // Given
        cli.run("enroll", CommandHub.TOKEN);
        Path unused = Files.writeString(enrollment(), "{\"hub\":\"hub-t");

        // When
        Result sync = cli.run("sync");

        // Then
        assertThat(sync.exit()).isEqualTo(1);
        assertThat(sync.err()).last().asString().contains("enroll this device anew");
        assertThat(cli.run("enroll", CommandHub.TOKEN).exit()).isZero();
        assertWorks();
    }

    @Test
    void whereNothingCanBeWrittenNothingIsAskedOfTheHub() {
        // When
        Result result = cli.withEnvironment("SQLITE_PATH", "/proc/locker.db").runProcess("enroll", CommandHub.TOKEN);

        // Then
        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.out()).isEqualTo(List.of());
        assertThat(result.err())
                .singleElement()
                .asString()
                .matches("the key of this device cannot be kept \\([A-Za-z ]+\\)");
        assertThat(hub.enrollments()).isZero();
    }
}
