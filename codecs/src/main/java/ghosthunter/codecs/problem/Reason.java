package ghosthunter.codecs.problem;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why something failed, for a person: the words of the failure without the names of classes. */
public final class Reason {
    private Reason() {}

    /** The reason; a file that is named elsewhere in the sentence is not named again. */
    public static String of(Throwable failure) {
        if (failure instanceof FileSystemException file) {
            return of(file);
        }
        String message = failure.getMessage();
        return message == null || message.isBlank() ? "for a reason that was not told" : message;
    }

    /** The file, and the reason after it; a failure that knows no file says the reason alone. */
    public static String withFile(IOException failure) {
        return failure instanceof FileSystemException file ? file.getFile() + ": " + of(file) : of((Throwable) failure);
    }

    /** The message of the first three is the path alone. */
    private static String of(FileSystemException failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "a file is in the way";
        }
        return failure.getReason() == null ? String.valueOf(failure.getMessage()) : failure.getReason();
    }
}
