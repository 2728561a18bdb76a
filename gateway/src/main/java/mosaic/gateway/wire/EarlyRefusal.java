package mosaic.gateway.wire;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import mosaic.gateway.problem.ProblemDocument;
import mosaic.gateway.problem.ProblemException;

/** Answers a request that never reaches an endpoint. */
final class EarlyRefusal {
  private EarlyRefusal() {}

  static void answer(RoutingContext request, ProblemException problem) {
    String traceId = UUID.randomUUID().toString().replace("-", "");
    request
        .response()
        .setStatusCode(problem.code().status())
        .putHeader(HttpHeaders.CONTENT_TYPE, ProblemDocument.MEDIA_TYPE)
        .end(new JsonObject(ProblemDocument.of(problem, traceId)).encode());
  }
}
