package mosaic.gateway.federation.client;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;

/**
 * Makes clients that log nothing of what a peer sends. A connection without an exception handler
 * logs the message of what went wrong, and that quotes the peer. The exchange hears of the failure
 * by itself.
 */
final class SilentHttpClient {
  private SilentHttpClient() {}

  static HttpClient open(Vertx vertx, HttpClientOptions options) {
    return vertx
        .httpClientBuilder()
        .with(options)
        .withConnectHandler(connection -> connection.exceptionHandler(quoting -> {}))
        .build();
  }
}
