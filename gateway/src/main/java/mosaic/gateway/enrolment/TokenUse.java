package mosaic.gateway.enrolment;

import org.jspecify.annotations.Nullable;

/** What is known of a token that exists and is within its life. */
public sealed interface TokenUse {
  /** Waiting to be used. */
  record Unused(GrantTerms terms) implements TokenUse {}

  /**
   * Used before.
   *
   * @param issuance what for; null where that is not on record, as with tokens used before there
   *     was a record of it
   */
  record Used(GrantTerms terms, @Nullable Issuance issuance) implements TokenUse {}
}
