package ghosthunter.hub.http;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.openapi.DocFile;
import ghosthunter.hub.openapi.DocFiles;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/** {@code GET /docs}: the API to look at and to try; {@code GET /docs/openapi/NAME.yaml} and {@code .json}. Open to everybody. */
public final class DocsApi {
    /**
     * Nothing from elsewhere is loaded or asked, and nobody frames it. Swagger UI sets styles in its elements; its icons are in its
     * style sheet.
     */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'none'";

    private final DocFiles files;
    private final ProblemResponder problems;

    public DocsApi(DocFiles files, ProblemResponder problems) {
        this.files = files;
        this.problems = problems;
    }

    /** The paths. */
    public List<Routes> routes() {
        return List.of(
                Routes.get("/docs", ctx -> answer(ctx, Optional.of(files.page())), problems),
                Routes.get("/docs/:file", ctx -> answer(ctx, files.file(ctx.pathParam("file"))), problems),
                Routes.get(
                        "/docs/openapi/:document",
                        ctx -> answer(ctx, files.document(ctx.pathParam("document"))),
                        problems));
    }

    private void answer(RoutingContext ctx, Optional<DocFile> found) {
        if (found.isEmpty()) {
            problems.answer(
                    ctx,
                    Problem.of(ProblemType.NOT_FOUND, "there is nothing at this path")
                            .exception());
            return;
        }
        DocFile file = found.get();
        HttpServerResponse response = ctx.response()
                .putHeader(HttpHeaders.ETAG, file.etag())
                .putHeader(HttpHeaders.CACHE_CONTROL, file.lifeS() == 0 ? "no-cache" : "max-age=" + file.lifeS())
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer");
        if (file.etag().equals(ctx.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
            Handlers.discarded(response.setStatusCode(304).end());
            return;
        }
        Handlers.end(response.putHeader(HttpHeaders.CONTENT_TYPE, file.mediaType()), file.content());
    }
}
