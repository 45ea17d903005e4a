package ghosthunter.codecs.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

final class ReasonTest {
    @Test
    void aReasonNamesNoClass() {
        assertThat(Reason.of(new NoSuchFileException("/x"))).isEqualTo("no such file or directory");
        assertThat(Reason.of(new AccessDeniedException("/x"))).isEqualTo("permission denied");
        assertThat(Reason.of(new FileAlreadyExistsException("/x"))).isEqualTo("a file is in the way");
        assertThat(Reason.of(new FileSystemException("/x", null, "Is a directory")))
                .isEqualTo("Is a directory");
        assertThat(Reason.of(new IOException("the disk is gone"))).isEqualTo("the disk is gone");
        assertThat(Reason.of(new IOException())).isEqualTo("for a reason that was not told");
    }
}
