package ghosthunter.hub.command;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.key.EnrollmentUrl;
import ghosthunter.codecs.problem.Reason;
import ghosthunter.hub.directory.IssuedToken;
import ghosthunter.hub.enrollment.QrCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * How tokens are handed over: as text, QR codes or a CSV file. Files hold secrets: their owner alone may read them, and none is
 * written over.
 */
final class TokenOutput {
    private static final FileAttribute<?> MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    @Option(names = "--print-qr", description = "Print the QR code on the terminal.")
    private boolean printQr;

    @Option(names = "--qr-png", paramLabel = "FILE", description = "Write the QR code; a directory gets CODE.png.")
    private @Nullable Path qrPng;

    @Option(names = "--qr-svg", paramLabel = "FILE", description = "Write the QR code; a directory gets CODE.svg.")
    private @Nullable Path qrSvg;

    @Option(
            names = "--csv",
            paramLabel = "FILE",
            description = "Write the columns locker,token,url,expires to a new file, in place of printing them.")
    private @Nullable Path csv;

    /**
     * Makes the empty files before there are tokens: a name that is taken, or a place that cannot be written to, must not leave
     * two thousand of them that nobody saw.
     *
     * @return what was made
     */
    List<Path> reserve(List<DeviceRef> devices) throws IOException {
        List<Path> reserved = new ArrayList<>();
        try {
            for (Path file : files(devices)) {
                reserved.add(reserve(file));
            }
        } catch (IOException e) {
            giveUp(reserved);
            throw e;
        }
        return reserved;
    }

    /** There will be no tokens. */
    static void giveUp(List<Path> reserved) throws IOException {
        for (Path file : reserved) {
            Files.delete(file);
        }
    }

    private List<Path> files(List<DeviceRef> devices) {
        List<Path> files = new ArrayList<>(csv == null ? List.of() : List.of(csv));
        for (DeviceRef device : devices) {
            String code = device.device().value();
            if (qrPng != null) {
                files.add(in(qrPng, code + ".png"));
            }
            if (qrSvg != null) {
                files.add(in(qrSvg, code + ".svg"));
            }
        }
        return files;
    }

    /** Hands them over, into the files that are reserved. */
    void tell(PrintWriter out, List<IssuedToken> tokens, Function<IssuedToken, EnrollmentUrl> url) throws IOException {
        for (IssuedToken token : tokens) {
            writeQr(token, url.apply(token).text());
        }
        if (csv == null) {
            tokens.forEach(token -> print(out, token, url.apply(token)));
        } else {
            Path unused = Files.writeString(csv, csv(tokens, url));
            out.println(tokens.size() + " tokens, valid until " + tokens.get(0).expiresAt() + ": " + csv);
        }
        out.flush();
    }

    private void print(PrintWriter out, IssuedToken issued, EnrollmentUrl url) {
        out.println("token: " + issued.token().text());
        out.println("valid until " + issued.expiresAt() + ", once, for " + issued.device());
        out.println("on the locker run:");
        out.println("  LOCKER_ID=" + issued.device().device() + " java -jar edge.jar enroll '" + url.text() + "'");
        if (printQr) {
            out.println();
            out.println(QrCode.of(url.text()).terminal());
        }
    }

    private void writeQr(IssuedToken issued, String url) throws IOException {
        String code = issued.device().device().value();
        if (qrPng != null) {
            Path unused = Files.write(in(qrPng, code + ".png"), QrCode.of(url).png());
        }
        if (qrSvg != null) {
            Path unused =
                    Files.writeString(in(qrSvg, code + ".svg"), QrCode.of(url).svg());
        }
    }

    private static String csv(List<IssuedToken> tokens, Function<IssuedToken, EnrollmentUrl> url) {
        StringBuilder text = new StringBuilder("locker,token,url,expires\r\n");
        for (IssuedToken issued : tokens) {
            // No value of these can hold a comma, a quote or a line feed.
            text.append(issued.device().device())
                    .append(',')
                    .append(issued.token().text())
                    .append(',');
            text.append(url.apply(issued).text())
                    .append(',')
                    .append(issued.expiresAt())
                    .append("\r\n");
        }
        return text.toString();
    }

    private static Path in(Path fileOrDirectory, String name) {
        return Files.isDirectory(fileOrDirectory) ? fileOrDirectory.resolve(name) : fileOrDirectory;
    }

    private static Path reserve(Path file) throws IOException {
        try {
            return Files.createFile(file, MODE);
        } catch (FileAlreadyExistsException e) {
            throw new FileAlreadyExistsException(file + " is there already");
        } catch (IOException e) {
            throw new IOException(file + " cannot be written: " + Reason.of(e), e);
        }
    }
}
