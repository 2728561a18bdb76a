package mosaic.cli.gateway;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import mosaic.cli.CommandFailure;
import mosaic.cli.ExitCode;

/** Turns what went wrong below HTTP into words for the person who typed the command. */
final class ConnectionFailure {
  private ConnectionFailure() {}

  static CommandFailure of(GatewayUrl url, Throwable failure) {
    return cause(failure, CertificateException.class)
        .map(refused -> untrusted(url, failure, reason(refused)))
        .or(() -> cause(failure, SSLException.class).map(refused -> noTls(url, failure, refused)))
        .orElseGet(() -> unreachable(url, failure));
  }

  private static CommandFailure untrusted(GatewayUrl url, Throwable failure, String reason) {
    return new CommandFailure(
        ExitCode.UNREACHABLE,
        Problem.local(
            "gateway-not-trusted",
            "The gateway's certificate is not trusted",
            url + ": " + reason,
            "compare the CA root with the admin of that gateway; nothing was sent"),
        failure);
  }

  private static CommandFailure noTls(GatewayUrl url, Throwable failure, SSLException refused) {
    boolean notTls = String.valueOf(refused.getMessage()).contains("SSL message");
    String reason =
        notTls
            ? "what listens there does not speak TLS"
            : refused instanceof SSLHandshakeException
                ? "the TLS handshake failed: " + refused.getMessage()
                : "the TLS connection broke: " + refused.getMessage();
    return new CommandFailure(
        ExitCode.UNREACHABLE,
        Problem.local(
            "tls-failed",
            "No TLS connection to the gateway",
            url + ": " + reason,
            "check the port: it must be the one of the user API"),
        failure);
  }

  private static CommandFailure unreachable(GatewayUrl url, Throwable failure) {
    String reason;
    if (has(failure, UnknownHostException.class)
        || has(failure, UnresolvedAddressException.class)) {
      reason = "the host name " + url.host() + " is not known here";
    } else if (isTimeout(failure)) {
      reason = "no answer in time";
    } else if (has(failure, ConnectException.class)) {
      reason = "nothing accepts connections there";
    } else {
      reason = "the connection was cut";
    }
    return new CommandFailure(
        ExitCode.UNREACHABLE,
        Problem.local(
            "gateway-unreachable",
            "The gateway cannot be reached",
            url + ": " + reason,
            "check that it runs and that the URL is right; --timeout 60s waits longer"),
        failure);
  }

  private static boolean isTimeout(Throwable failure) {
    return has(failure, HttpTimeoutException.class)
        || has(failure, SocketTimeoutException.class)
        || has(failure, TimeoutException.class);
  }

  /** The innermost message: the outer ones only repeat the exception classes. */
  private static String reason(Throwable refused) {
    Throwable innermost = refused;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    return innermost.getMessage() == null ? "it cannot be verified" : innermost.getMessage();
  }

  private static boolean has(Throwable failure, Class<? extends Throwable> type) {
    return cause(failure, type).isPresent();
  }

  private static <T extends Throwable> Optional<T> cause(Throwable failure, Class<T> type) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst();
  }

  /** Whether an answer was longer than what this side accepts. */
  static boolean isTooLong(Throwable failure) {
    return cause(failure, IOException.class)
        .filter(cause -> String.valueOf(cause.getMessage()).contains("capacity"))
        .isPresent();
  }
}
