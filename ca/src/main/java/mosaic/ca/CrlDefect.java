package mosaic.ca;

/** Why a revocation list is not used (T-22). The names are stable: they appear in records. */
public enum CrlDefect {
  /** More than {@link CrlVerifier#MAX_BYTES}. */
  TOO_LARGE,
  /** Not strict DER of version 2 with a number and a nextUpdate (RFC 5280, 5.1 and 5.2.3). */
  MALFORMED,
  /** A critical extension, of the list or an entry, that we do not understand (5.2, 5.3). */
  UNKNOWN_CRITICAL_EXTENSION,
  /** Changes to another list, and no list of its own (5.2.4). */
  DELTA,
  /** Of other issuers as well, or of some certificates or reasons only (5.2.5). */
  NOT_FULL,
  /** Not of the issuer in question, by name or key (5.1.2.3, 5.2.1; 6.3.3 (b)). */
  WRONG_ISSUER,
  /** The issuer's certificate is not that of a CA, or does not permit it (4.2.1.3, cRLSign). */
  ISSUER_MAY_NOT_SIGN,
  /** Signed with SHA-1, MD5 or the like, or in a way that we do not know. */
  WEAK_SIGNATURE,
  /** The signature is not by the issuer's key. */
  BAD_SIGNATURE,
  /** Made later than now (5.1.2.4), beyond what clocks may differ by. */
  FROM_THE_FUTURE,
  /** There should be a newer one by now (5.1.2.5). */
  STALE,
  /** Older than one that was seen before: the number only rises (5.2.3). */
  ROLLED_BACK
}
