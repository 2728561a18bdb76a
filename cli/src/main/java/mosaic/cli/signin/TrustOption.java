package mosaic.cli.signin;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import mosaic.cli.CommandFailure;
import mosaic.cli.Invocation;
import mosaic.cli.TextSource;
import mosaic.cli.gateway.Fingerprint;
import mosaic.cli.gateway.GatewayUrl;
import mosaic.cli.gateway.RootCertificate;
import mosaic.cli.gateway.RootProbe;
import mosaic.cli.profile.Profile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which CA root a gateway is trusted by; the one of the profile unless said otherwise. */
final class TrustOption {
  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "The gateway's CA root (PEM), the only one that is trusted.")
  @Nullable Path file;

  @Option(
      names = "--ca-fingerprint",
      paramLabel = "sha256:HEX",
      description = "The SHA-256 of that root; the gateway shows the root itself.")
  @Nullable String fingerprint;

  static RootCertificate root(
      @Nullable TrustOption given, GatewayUrl gatewayUrl, Invocation invocation)
      throws IOException {
    if (given != null && given.fingerprint != null) {
      return RootProbe.fetch(
          gatewayUrl, Fingerprint.parse(given.fingerprint), invocation.timeout());
    }
    if (given != null && given.file != null) {
      try {
        return RootCertificate.ofPem(TextSource.text(given.file));
      } catch (CertificateException malformed) {
        throw CommandFailure.usage(
            "ca-file-malformed",
            "The CA root cannot be read",
            given.file + ": " + malformed.getMessage(),
            "give the file ca-root.pem from the data directory of that gateway");
      }
    }
    return invocation
        .profiles()
        .find(invocation.profileName())
        .filter(profile -> profile.gateway().equals(gatewayUrl))
        .map(Profile::root)
        .orElseThrow(
            () ->
                CommandFailure.usage(
                    "ca-missing",
                    "It is not known which CA root to trust",
                    "this is the first login to " + gatewayUrl + " in this profile",
                    "add --ca FILE or --ca-fingerprint sha256:HEX"));
  }
}
