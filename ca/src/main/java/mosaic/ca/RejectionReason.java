package mosaic.ca;

/**
 * Why a presented certificate chain is not accepted. The names are stable: they choose the TLS
 * alert and appear in audit records.
 */
public enum RejectionReason {
  /** Nothing was presented. */
  NO_CERTIFICATE,
  /** More certificates than any honest chain has. */
  TOO_MANY_CERTIFICATES,
  /** A certificate that is not strict DER of version 3 (RFC 5280, 4.1). */
  MALFORMED,
  /** An extension that appears twice (RFC 5280, 4.2). */
  DUPLICATE_EXTENSION,
  /** A critical extension that we do not understand (RFC 5280, 4.2). */
  UNKNOWN_CRITICAL_EXTENSION,
  /** A key that the {@link PublicKeyPolicy} refuses. */
  WEAK_KEY,
  /** A signature with SHA-1, MD5 or the like, or of a kind that we do not know. */
  WEAK_SIGNATURE,
  /** No path of valid signatures leads to a trusted root (RFC 5280, 6.1). */
  UNKNOWN_CA,
  /** A certificate on the path, or the root itself, has expired. */
  EXPIRED,
  /** A certificate on the path, or the root itself, is not valid yet. */
  NOT_YET_VALID,
  /** The leaf is a CA, or not for this purpose (RFC 5280, 4.2.1.3, 4.2.1.9, 4.2.1.12). */
  WRONG_USAGE,
  /** An issuer on the path is not a CA (RFC 5280, 6.1.4 (k) and (n)). */
  ISSUER_NOT_A_CA,
  /** More intermediates than a CA on the path, or the root, permits (RFC 5280, 4.2.1.9). */
  PATH_TOO_LONG,
  /** Another rule of path validation, such as a name constraint (RFC 5280, 6.1). */
  PATH_INVALID,
  /** Only for servers: the pinned root is not among what was sent. */
  PIN_MISMATCH,
  /** Only for a new root: the link that was sent is for another key or name (RFC 4210, 4.4). */
  LINK_MISMATCH,
  /** Only for servers: the certificate is not for the host that was asked for (RFC 9525, 6). */
  NAME_MISMATCH
}
