package ghosthunter.codecs.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

final class ProblemTest {
    @Test
    void theBodyNamesThePlaceOnlyWhereThereIsOne() {
        assertThat(Problem.at(ProblemType.MALFORMED_BODY, "no", 3, 14).toJson())
                .isEqualTo(new JsonObject()
                        .put("type", "urn:ghosthunter:problem:malformed-body")
                        .put("title", "The body does not follow the grammar")
                        .put("status", 400)
                        .put("detail", "no")
                        .put("line", 3L)
                        .put("column", 14L));
        assertThat(Problem.of(ProblemType.NOT_FOUND, "no").toJson().fieldNames())
                .containsExactly("type", "title", "status", "detail");
    }

    @Test
    void aQuotedRequestIsPrintableAndCut() {
        Problem problem = Problem.of(ProblemType.CONFLICT, "a\u0000b\n\uD800" + "x".repeat(9_999));
        assertThat(problem.detail()).startsWith("a\uFFFDb\uFFFD\uFFFDx").hasSize(301);
    }

    @Test
    void whatSaysComeBackSaysWhen() {
        assertThat(ProblemType.values())
                .allMatch(type -> (type.retryAfterS() > 0) == (type.status() == 429 || type.status() == 503));
    }

    @Test
    void theExceptionHasNoStackButItsCause() {
        IllegalStateException cause = new IllegalStateException("x");
        ProblemException failure = Problem.of(ProblemType.INTERNAL, "no").exception(cause);
        assertThat(failure.getStackTrace()).isEmpty();
        assertThat(failure).hasCause(cause);
    }
}
