package ghosthunter.hub.http;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a request says about its body. */
public final class MediaTypes {
    /** The media type of JSON. */
    public static final String JSON = "application/json";

    private MediaTypes() {}

    /**
     * Checks the content type; parameters are passed over.
     *
     * @throws ProblemException {@code unsupported-media-type}
     */
    public static void require(HttpServerRequest request, String expected) {
        String found = bare(request.getHeader(HttpHeaders.CONTENT_TYPE));
        if (!found.equals(expected)) {
            throw unsupported("the content type must be " + expected);
        }
    }

    /**
     * The decoder of the body, to be closed.
     *
     * @throws ProblemException {@code unsupported-media-type} for a coding other than gzip and zstd
     */
    static Coding coding(HttpServerRequest request, HttpLimits limits) {
        return switch (bare(request.getHeader(HttpHeaders.CONTENT_ENCODING))) {
            case "", "identity" -> Coding.identity();
            case "gzip" -> new Gunzip(limits.headerBytesMax());
            case "zstd" -> new Unzstd(limits.inflation().windowBytesMax());
            default -> throw unsupported("the content encoding must be gzip, zstd or none");
        };
    }

    /**
     * Checks that the body is as it is.
     *
     * @throws ProblemException {@code unsupported-media-type} if it is compressed
     */
    static void requireIdentity(HttpServerRequest request) {
        String coding = bare(request.getHeader(HttpHeaders.CONTENT_ENCODING));
        if (!coding.isEmpty() && !coding.equals("identity")) {
            throw unsupported("this body is not taken compressed");
        }
    }

    /** The announced length of the body in bytes as it travels, or 0 where none is announced. */
    static long announcedBytes(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Math.max(0, Long.parseLong(length));
        } catch (NumberFormatException e) {
            throw Problem.of(ProblemType.INVALID_REQUEST, "the content length is not a number")
                    .exception(e);
        }
    }

    private static String bare(@Nullable String header) {
        if (header == null) {
            return "";
        }
        int end = header.indexOf(';');
        return (end < 0 ? header : header.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    private static ProblemException unsupported(String detail) {
        return Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, detail).exception();
    }
}
