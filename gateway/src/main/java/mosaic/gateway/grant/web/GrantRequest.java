package mosaic.gateway.grant.web;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;
import mosaic.ca.DnsName;
import mosaic.ca.ForeignCertificates;
import mosaic.ca.MalformedPemException;
import mosaic.ca.Pem;
import mosaic.gateway.grant.NewGrant;
import mosaic.gateway.identity.UserName;
import mosaic.gateway.problem.Field;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.scope.Scope;
import org.jspecify.annotations.Nullable;

/** The body that asks for a grant (USER-API). Everything may be missing until it is checked. */
record GrantRequest(
    @Nullable String user,
    @Nullable String peer,
    @Nullable Map<String, @Nullable Object> scope,
    @Nullable Integer rateLimitRpm,
    @Nullable String expiresAt,
    @Nullable String requestingCa,
    @Nullable String notes,
    @Nullable Boolean allowSensitive) {
  private static final int DEFAULT_RPM = 60;
  private static final int LONGEST_HOST = 64;
  private static final int MOST_PEM_CHARACTERS = 32 * 1024;

  /**
   * The grant that this asks for.
   *
   * @param withApproval whether a second admin has to approve sensitive resources
   * @throws ProblemException for the first thing that is wrong with it
   */
  NewGrant checked(boolean withApproval, Instant now) {
    String subject = UserName.read(Field.of("user"), user).text();
    String server = peerHost();
    Scope wanted = GrantFields.scope(scope, allowSensitive);
    return new NewGrant(
        subject,
        server,
        wanted,
        GrantFields.rateLimit(rateLimitRpm, DEFAULT_RPM),
        expiresAt == null ? null : GrantFields.expiry(expiresAt, now),
        withApproval && wanted.namesSensitive(),
        requestingCa == null ? null : root(requestingCa, now),
        notes == null ? null : GrantFields.notes(notes));
  }

  /** A root that signs itself, is a CA, strong, and in date. */
  private static X509Certificate root(String pem, Instant now) {
    Field field = Field.of("requesting_ca");
    X509Certificate root;
    try {
      root = Pem.decodeCertificate(field.text(pem, MOST_PEM_CHARACTERS));
    } catch (MalformedPemException malformed) {
      throw field.refused("is not one certificate in PEM");
    }
    ForeignCertificates.examineRoot(root, now)
        .ifPresent(
            why -> {
              throw field.refused("is not a CA root that can be trusted: " + why);
            });
    return root;
  }

  /** As long as a certificate can name it (RFC 5280, A.1: 64 characters of organisation). */
  private String peerHost() {
    Field field = Field.of("peer");
    String given = field.text(peer, LONGEST_HOST);
    try {
      return new DnsName(given).text();
    } catch (IllegalArgumentException malformed) {
      throw field.refused("is not a lower-case host name");
    }
  }
}
