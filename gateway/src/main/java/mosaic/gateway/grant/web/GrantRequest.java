package mosaic.gateway.grant.web;

import java.time.Instant;
import java.util.Map;
import mosaic.ca.DnsName;
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
    @Nullable String notes,
    @Nullable Boolean allowSensitive) {
  private static final int DEFAULT_RPM = 60;
  private static final int LONGEST_HOST = 64;

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
        notes == null ? null : GrantFields.notes(notes));
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
