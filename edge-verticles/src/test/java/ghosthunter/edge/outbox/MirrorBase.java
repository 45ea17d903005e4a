package ghosthunter.edge.outbox;

import static ghosthunter.edge.outbox.OutboxIT.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.chain.Run;
import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.ChangeLine;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.Reading;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.edge.outbox.Pages.Page;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A device with a mirror of what the hub keeps, in a real file, and what a program and a hub do to it. */
abstract class MirrorBase {
    @TempDir
    Path directory;

    TestDevice device;

    @BeforeEach
    void open() {
        device = new TestDevice(directory.resolve("locker.db"));
    }

    @AfterEach
    void close() {
        device.close();
    }

    void write(String type, String key, EntityEdit edit) {
        OutboxReply.EntityWritten unused = device.write(type, key, edit);
    }

    void put(String key, String dataJson) {
        write("profile", key, new EntityEdit.Put(dataJson));
    }

    EntityRow shown(String type, String key) {
        return device.ask(new OutboxCommand.ShowEntity(type, key), OutboxReply.Entity.class)
                .row();
    }

    String data(String key) {
        return String.valueOf(shown("profile", key).dataJson());
    }

    List<String> keys(String type) {
        return device.ask(new OutboxCommand.ListEntities(type, "", 100), OutboxReply.Entities.class).rows().stream()
                .map(EntityRow::key)
                .toList();
    }

    OutboxReply.Pulled pull(Page page) {
        OutboxReply.Prepared prepared = device.prepare();
        return device.ask(
                new OutboxCommand.ApplyPull(
                        prepared.epoch(), prepared.cursor(), page.down(), page.lines(), device.heard()),
                OutboxReply.Pulled.class);
    }

    void pulled(Page page) {
        assertThat(pull(page).applied()).isTrue();
    }

    void acknowledgeAll() {
        OutboxReply.Settled settled = device.acknowledge(device.prepare());
        assertThat(settled.pending()).isZero();
    }

    static List<Change> changes(OutboxReply.Prepared prepared, Lane lane) {
        return run(prepared, lane).lines().stream()
                .map(line -> ChangeLine.read(line).fold(Reading.Valid::change, poison -> {
                    throw new AssertionError(poison.reason());
                }))
                .toList();
    }

    static Run run(OutboxReply.Prepared prepared, Lane lane) {
        return prepared.runs().stream()
                .filter(run -> run.lane() == lane)
                .findFirst()
                .orElseThrow();
    }

    void assertNotThere(String type, String key) {
        assertProblem(ProblemType.NOT_FOUND, () -> shown(type, key));
    }
}
