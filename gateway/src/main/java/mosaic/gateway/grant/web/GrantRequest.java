package mosaic.gateway.grant.web;

import java.util.Map;
import mosaic.ca.DnsName;
import mosaic.gateway.grant.NewGrant;
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

  /**
   * The grant that this asks for.
   *
   * @throws ProblemException for the first thing that is wrong with it
   */
  NewGrant checked() {
    if (user == null || peer == null || scope == null) {
      throw ProblemException.invalid(
          "A grant needs user, peer and scope.", "Give all three; see USER-API.md.");
    }
    int rpm = rateLimitRpm == null ? DEFAULT_RPM : rateLimitRpm;
    if (rpm < 1 || rpm > MOST_RPM) {
      throw ProblemException.invalid(
          "rate_limit_rpm is %d.".formatted(rpm), "Use 1 to %d.".formatted(MOST_RPM));
    }
    if (notes != null && notes.length() > LONGEST_NOTES) {
      throw ProblemException.invalid(
          "notes is longer than %d characters.".formatted(LONGEST_NOTES), "Shorten it.");
    }
    return new NewGrant(user, peerHost(peer), checkedScope(scope), rpm, notes);
  }

  private static String peerHost(String peer) {
    try {
      return DnsName.parse(peer).text();
    } catch (IllegalArgumentException malformed) {
      throw ProblemException.invalid(
          "peer is not a lower-case host name.", "Give the asking gateway's server_name.");
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
