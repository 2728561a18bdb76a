package mosaic.gateway.federation.client;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.VertxException;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import mosaic.gateway.federation.client.PeerFailure.Defect;

/** Tells from what was thrown what happened to an exchange. */
final class FailureReading {
  private static final int MOST_CAUSES = 16;

  private FailureReading() {}

  /**
   * What a failure means. No alert means more than that TLS failed, whatever its name says: one
   * that comes before the server has proved who it is may be anybody's. Over HTTP/2 the alert is
   * often lost, and then the lost connection is all there is to see.
   */
  static PeerFailure read(Throwable failure) {
    if (find(failure, PinnedServerTrust.Refused.class)) {
      return new PeerFailure.Broken(Defect.CERTIFICATE);
    }
    if (failure instanceof AddressForbidden forbidden) {
      return new PeerFailure.Forbidden(forbidden.kind());
    }
    if (failure instanceof AnswerRefused refused) {
      return new PeerFailure.Broken(refused.defect());
    }
    if (isAlert(failure)) {
      return new PeerFailure.Broken(Defect.TLS);
    }
    if (find(failure, Http2Exception.class)
        || find(failure, StreamResetException.class)
        || failure instanceof DecoderException
        || failure instanceof IllegalArgumentException) {
      return new PeerFailure.Broken(Defect.PROTOCOL);
    }
    if (find(failure, IOException.class)
        || find(failure, TimeoutException.class)
        || find(failure, VertxException.class)) {
      return new PeerFailure.Offline();
    }
    return new PeerFailure.Broken(Defect.PROTOCOL);
  }

  private static boolean isAlert(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; i < MOST_CAUSES && cause != null; i++) {
      if (cause instanceof SSLException && String.valueOf(cause.getMessage()).contains("_ALERT_")) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private static boolean find(Throwable failure, Class<? extends Throwable> type) {
    Throwable cause = failure;
    for (int i = 0; i < MOST_CAUSES && cause != null; i++) {
      if (type.isInstance(cause)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }
}
