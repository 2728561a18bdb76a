package mosaic.gateway.enrolment;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import mosaic.gateway.instance.ApiConfig;
import mosaic.gateway.instance.FederationConfig;
import mosaic.gateway.instance.InstanceConfig;
import mosaic.gateway.pki.InstanceCa;
import org.jspecify.annotations.Nullable;

/** Makes enrolment URLs. */
@ApplicationScoped
public class Invitations {
  private final InstanceConfig instance;
  private final ApiConfig api;
  private final FederationConfig federation;
  private final InstanceCa ca;
  private final Clock clock;
  private final SecureRandom random;

  Invitations(
      InstanceConfig instance,
      ApiConfig api,
      FederationConfig federation,
      InstanceCa ca,
      Clock clock,
      SecureRandom random) {
    this.instance = instance;
    this.api = api;
    this.federation = federation;
    this.ca = ca;
    this.clock = clock;
    this.random = random;
  }

  /**
   * A new token for a grant, in its URL. Token and fingerprint stand after the {@code #}: no client
   * or proxy ever sends or logs that part.
   *
   * @param ends when the grant ends; null for never
   */
  public EnrolmentInvitation invite(UUID grant, @Nullable Instant ends) {
    Instant expires =
        clock.instant().plus(federation.enrolmentTokenValidity()).truncatedTo(ChronoUnit.SECONDS);
    EnrolmentToken token = EnrolmentToken.random(random);
    String url =
        "https://%s:%d/federation/enrolment/v1/%s#token=%s&ca=sha256:%s"
            .formatted(
                instance.serverName(),
                api.port(),
                grant,
                token.reveal(),
                ca.rootFingerprint().hex());
    return new EnrolmentInvitation(
        token, url, ends != null && ends.isBefore(expires) ? ends : expires);
  }
}
