package mosaic.gateway.grant.web;

import java.util.Map;
import mosaic.ca.DnsName;
import mosaic.gateway.grant.NewGrant;
import mosaic.gateway.identity.UserName;
import mosaic.gateway.problem.Field;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.scope.Scope;
import mosaic.gateway.scope.ScopeRefused;
import org.jspecify.annotations.Nullable;

/** The body that asks for a grant (USER-API). Everything may be missing until it is checked. */
record GrantRequest(
    @Nullable String user,
    @Nullable String peer,
    @Nullable Map<String, @Nullable Object> scope,
    @Nullable Integer rateLimitRpm,
    @Nullable String notes,
    @Nullable Boolean allowSensitive) {
  private static final int DEFAULT_RPM = 60;
  private static final int MOST_RPM = 100_000;
  private static final int LONGEST_NOTES = 2000;
  private static final int LONGEST_HOST = 64;

  /**
   * The grant that this asks for.
   *
   * @throws ProblemException for the first thing that is wrong with it
   */
  NewGrant checked() {
    return new NewGrant(
        UserName.read(Field.of("user"), user).text(),
        peerHost(),
        checkedScope(Field.of("scope").required(scope)),
        Field.of("rate_limit_rpm").range(rateLimitRpm, 1, MOST_RPM, DEFAULT_RPM),
        notes == null ? null : Field.of("notes").text(notes, LONGEST_NOTES));
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

  private Scope checkedScope(Map<String, @Nullable Object> document) {
    Scope parsed;
    try {
      parsed = Scope.parse(document);
    } catch (ScopeRefused refused) {
      throw new ProblemException(
              ProblemCode.SCOPE_INVALID,
              refused.path() + ": " + refused.reason(),
              "Mend the document at " + refused.path() + ".")
          .with("path", refused.path());
    }
    if (parsed.namesSensitive() && !Boolean.TRUE.equals(allowSensitive)) {
      throw new ProblemException(
              ProblemCode.SCOPE_INVALID,
              "$.resources: names credentials or api_keys, whose values are secrets.",
              "Leave them out, or say that it is meant: allow_sensitive (--allow-sensitive).")
          .with("path", "$.resources");
    }
    return parsed;
  }
}
