package mosaic.gateway.federation.client;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Locale;
import mosaic.ca.ChainVerdict;
import mosaic.ca.Fingerprint;
import mosaic.ca.RejectionReason;
import mosaic.ca.RootSuccession;
import mosaic.ca.ServerCertificateVerifier;
import mosaic.ca.ServerName;

/** How a peer's rotation would go for us: by the very verifiers that would judge it. */
final class RehearsalVerdict {
  private static final String READY = "ready";

  private RehearsalVerdict() {}

  /** {@code ready}, or why it would break, as a header says it. */
  static String of(
      OfferedRoot.Rehearsed rehearsed, X509Certificate pinned, ServerName host, Instant now) {
    String before = judge(rehearsed, Fingerprint.of(pinned), host, now);
    X509Certificate root = rehearsed.root();
    X509Certificate link = rehearsed.link();
    if (!before.equals(READY) || root == null || link == null) {
      return before;
    }
    return switch (RootSuccession.verify(pinned, root, link, now)) {
      case RootSuccession.Verdict.Accepted(X509Certificate next) ->
          judge(rehearsed, Fingerprint.of(next), host, now);
      case RootSuccession.Verdict.Rejected(RejectionReason reason) -> text(reason);
    };
  }

  private static String judge(
      OfferedRoot.Rehearsed rehearsed, Fingerprint pinned, ServerName host, Instant now) {
    return switch (ServerCertificateVerifier.verify(rehearsed.chain(), pinned, host, now)) {
      case ChainVerdict.Accepted accepted -> READY;
      case ChainVerdict.Rejected(RejectionReason reason) -> text(reason);
    };
  }

  private static String text(RejectionReason reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }
}
