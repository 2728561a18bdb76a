package mosaic.gateway.federation.client;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.X509TrustManager;

/** How we connect: TLS 1.3 by BoringSSL, one pinned root, everything bounded, nothing followed. */
final class PeerHttpOptions {
  private static final int MOST_HEADER_BYTES = 16 * 1024;
  private static final int MOST_STATUS_LINE_BYTES = 1024;
  private static final int HTTP_1_CONNECTIONS = 8;
  private static final int HTTP_2_CONNECTIONS = 1;
  private static final int STREAMS_A_CONNECTION = 100;
  private static final int WAITING = 256;
  private static final int WINDOW_BYTES = 1024 * 1024;

  /** A connection that brought nothing for so long is closed: idle, or dead without a word. */
  private static final int IDLE_SECONDS = 30;

  private PeerHttpOptions() {}

  /**
   * For the enrolment call: no client certificate yet, one connection, HTTP/1.1.
   *
   * @param stepPatience how long the TCP connect may take, and the TLS handshake after it
   */
  static HttpClientOptions forEnrolment(X509TrustManager trust, Duration stepPatience) {
    return common(trust, stepPatience).setProtocolVersion(HttpVersion.HTTP_1_1).setMaxPoolSize(1);
  }

  /**
   * For reads: mutual TLS, HTTP/2 where the peer has it. All requests wait for the one connection
   * that is being made, so its two steps together must end well before their deadline.
   *
   * @param stepPatience how long the TCP connect may take, and the TLS handshake after it
   */
  static HttpClientOptions forReads(
      X509TrustManager trust, PeerCredential credential, Duration stepPatience) {
    return common(trust, stepPatience)
        .setKeyCertOptions(
            new PemKeyCertOptions()
                .addCertValue(buffer(credential.certificateChain()))
                .addKeyValue(buffer(credential.privateKey())))
        .setProtocolVersion(HttpVersion.HTTP_2)
        .setUseAlpn(true)
        .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
        .setInitialSettings(
            new Http2Settings()
                .setPushEnabled(false)
                .setInitialWindowSize(WINDOW_BYTES)
                .setMaxHeaderListSize(MOST_HEADER_BYTES))
        .setHttp2ConnectionWindowSize(2 * WINDOW_BYTES)
        .setHttp2MaxPoolSize(HTTP_2_CONNECTIONS)
        .setHttp2MultiplexingLimit(STREAMS_A_CONNECTION)
        .setMaxPoolSize(HTTP_1_CONNECTIONS);
  }

  private static HttpClientOptions common(X509TrustManager trust, Duration stepPatience) {
    HttpClientOptions options = new HttpClientOptions();
    options
        .setSsl(true)
        .setVerifyHost(true)
        .setForceSni(true)
        .setTrustOptions(TrustOptions.wrap(trust))
        .setSslEngineOptions(new OpenSSLEngineOptions())
        .setConnectTimeout(Math.toIntExact(stepPatience.toMillis()))
        .setMaxWaitQueueSize(WAITING)
        .setMaxHeaderSize(MOST_HEADER_BYTES)
        .setMaxInitialLineLength(MOST_STATUS_LINE_BYTES)
        .setDecompressionSupported(false)
        .setTracingPolicy(TracingPolicy.IGNORE)
        .setReadIdleTimeout(IDLE_SECONDS)
        .setIdleTimeoutUnit(TimeUnit.SECONDS)
        .setSslHandshakeTimeout(stepPatience.toMillis())
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"));
    return options;
  }

  private static Buffer buffer(String text) {
    return Buffer.buffer(text.getBytes(StandardCharsets.UTF_8));
  }
}
