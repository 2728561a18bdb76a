package mosaic.ca;

/** Why a public key is refused. The names are stable: they appear in answers and audit records. */
public enum KeyDefect {
  /** Not a well-formed SubjectPublicKeyInfo (RFC 5280, 4.1.2.7). */
  MALFORMED,
  /** Neither RSA nor EC. */
  UNSUPPORTED_ALGORITHM,
  /** Curve parameters written out instead of named: forbidden by RFC 5480, 2.1.1. */
  EXPLICIT_CURVE_PARAMETERS,
  /** A curve other than P-256, P-384 and P-521. */
  UNSUPPORTED_CURVE,
  /** A point that is compressed, at infinity, out of range or not on its curve (SP 800-186). */
  INVALID_POINT,
  /** RSA with fewer than 2048 bits (CA/Browser Forum BR 6.1.5). */
  RSA_TOO_SMALL,
  /** RSA with more than 8192 bits: only good for burning the verifier's time. */
  RSA_TOO_LARGE,
  /** An RSA exponent that is even, below 65537 or beyond 256 bits (BR 6.1.6). */
  RSA_EXPONENT,
  /** An RSA modulus that is even, has a small factor or two factors close together (BR 6.1.6). */
  RSA_MODULUS
}
