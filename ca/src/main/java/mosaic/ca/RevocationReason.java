package mosaic.ca;

import java.util.Arrays;
import java.util.Optional;

/** Why a certificate was revoked (RFC 5280, 5.3.1). */
public enum RevocationReason {
  /** No reason given: left out of lists and responses, as 5.3.1 advises. */
  UNSPECIFIED(0),
  /** Its private key is known to others. */
  KEY_COMPROMISE(1),
  /** The key of the CA is. */
  CA_COMPROMISE(2),
  /** What it says of its subject is not so any more. */
  AFFILIATION_CHANGED(3),
  /** Another certificate took its place. */
  SUPERSEDED(4),
  /** It is not needed any more. */
  CESSATION_OF_OPERATION(5),
  /** Suspended. Never in our lists: a revocation is final (CA/Browser Forum BR 7.2.2). */
  CERTIFICATE_HOLD(6),
  /** Only in delta lists, which we do not make. */
  REMOVE_FROM_CRL(8),
  /** What it stood for was taken away: a revoked grant. */
  PRIVILEGE_WITHDRAWN(9),
  /** The key of an attribute authority is known to others. */
  AA_COMPROMISE(10);

  private final int code;

  RevocationReason(int code) {
    this.code = code;
  }

  /** The number of it on the wire. */
  public int code() {
    return code;
  }

  /** Whether a list of ours may say so: a revocation is for good. */
  boolean isFinal() {
    return this != CERTIFICATE_HOLD && this != REMOVE_FROM_CRL;
  }

  /** The reason with this number. */
  public static Optional<RevocationReason> of(int code) {
    return Arrays.stream(values()).filter(reason -> reason.code == code).findFirst();
  }
}
