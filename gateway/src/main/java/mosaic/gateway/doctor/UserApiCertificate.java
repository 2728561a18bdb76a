package mosaic.gateway.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import mosaic.ca.ChainVerdict;
import mosaic.ca.Fingerprint;
import mosaic.ca.MalformedPemException;
import mosaic.ca.Pem;
import mosaic.ca.RejectionReason;
import mosaic.ca.ServerCertificateVerifier;
import mosaic.ca.ServerName;
import mosaic.gateway.instance.Settings;
import mosaic.gateway.instance.check.Finding;
import mosaic.gateway.instance.check.NetworkCause;
import mosaic.gateway.instance.check.Subject;

/** The user API shows a certificate of this instance's CA, for its name, that lasts a while. */
final class UserApiCertificate {
  private static final int PATIENCE_MILLIS = 3_000;

  /** It should have been renewed after two thirds of its life. */
  private static final int NEAR_SHARE_OF_LIFE = 4;

  private static final String RENEW =
      "see the log of the gateway why it was not renewed; mosaic ca rotate server makes a new one";
  private static final String RESTART = "restart the gateway: it makes a new one at every start";

  private final Settings settings;
  private final Clock clock;
  private final String host;
  private final Subject subject;

  UserApiCertificate(Settings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    this.host = RunningGateway.reachable(settings.api().host());
    this.subject = Subject.at("user_api_certificate", "user API", host, settings.api().port());
  }

  Finding look() {
    List<X509Certificate> shown;
    try {
      shown = shown();
    } catch (IOException | GeneralSecurityException down) {
      return Finding.failure(
          subject, NetworkCause.of(down), "see the log of the gateway; restart it");
    }
    return judge(shown);
  }

  private Finding judge(List<X509Certificate> shown) {
    Optional<Fingerprint> root = root();
    if (root.isEmpty() || shown.isEmpty()) {
      return Finding.warning(
          subject,
          "its certificate cannot be compared: ca-root.pem is not in the data directory",
          "restart the gateway: it puts the file there");
    }
    Instant ends = shown.getFirst().getNotAfter().toInstant();
    Instant now = clock.instant();
    Finding finding =
        switch (verdict(shown, root.get(), now)) {
          case ChainVerdict.Accepted accepted ->
              now.plus(near(shown.getFirst())).isAfter(ends)
                  ? Finding.warning(subject, "its certificate expires at " + ends, RENEW)
                  : Finding.ok(
                      subject, "certificate valid until " + ends.toString().substring(0, 10));
          case ChainVerdict.Rejected(RejectionReason reason) ->
              Finding.failure(
                  subject,
                  "its certificate is refused: "
                      + reason.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '),
                  RESTART + "; if that does not help, another program answers there");
        };
    return finding.with("expires_at", ends.toString());
  }

  private static Duration near(X509Certificate certificate) {
    return Duration.between(
            certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant())
        .dividedBy(NEAR_SHARE_OF_LIFE);
  }

  private ChainVerdict verdict(List<X509Certificate> shown, Fingerprint root, Instant now) {
    return ServerCertificateVerifier.verify(
        shown, root, ServerName.parse(settings.instance().serverName()), now);
  }

  private Optional<Fingerprint> root() {
    Path file = settings.instance().dataDirectory().resolve("ca-root.pem");
    try {
      return Optional.of(Fingerprint.of(Pem.decodeCertificate(Files.readString(file))));
    } catch (IOException | MalformedPemException missing) {
      return Optional.empty();
    }
  }

  /** Nothing is sent over this connection, so whoever answers may show what it wants. */
  private List<X509Certificate> shown() throws IOException, GeneralSecurityException {
    Listener listener = new Listener();
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {listener}, new SecureRandom());
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(host, settings.api().port()), PATIENCE_MILLIS);
      plain.setSoTimeout(PATIENCE_MILLIS);
      try (SSLSocket tls =
          (SSLSocket)
              context
                  .getSocketFactory()
                  .createSocket(
                      plain, settings.instance().serverName(), settings.api().port(), true)) {
        tls.startHandshake();
      }
    }
    return listener.shown;
  }

  /** Remembers what is shown. */
  private static final class Listener extends X509ExtendedTrustManager {
    private List<X509Certificate> shown = List.of();

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
      shown = List.of(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      shown = List.of(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      shown = List.of(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
      throw new UnsupportedOperationException("no clients here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      throw new UnsupportedOperationException("no clients here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      throw new UnsupportedOperationException("no clients here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
