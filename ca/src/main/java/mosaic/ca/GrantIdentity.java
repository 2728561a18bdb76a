package mosaic.ca;

import java.security.cert.X509Certificate;
import java.util.UUID;

/**
 * Whom a client certificate claims to stand for: the two UUIDs in its subject alternative name,
 * under the {@link Oids}, and nothing else in it (T-02).
 *
 * <p>Each must be there exactly once, as a UTF8String of the 36 characters of a canonical
 * lower-case UUID (RFC 9562, 4) and not a byte more. The common name is never looked at. This is a
 * claim: it counts only together with an accepted chain and the issuance record.
 */
public sealed interface GrantIdentity {

  /** Both are there. */
  record Found(UUID grantId, UUID subjectUserId) implements GrantIdentity {}

  /** One of the two is not there. */
  record Missing(Claim claim) implements GrantIdentity {}

  /** Something is there, but not as it has to be. */
  record Malformed(Defect defect) implements GrantIdentity {}

  /** What a certificate says about a grant. */
  enum Claim {
    /** {@link Oids#GRANT_ID}. */
    GRANT_ID,
    /** {@link Oids#SUBJECT_USER_ID}. */
    SUBJECT_USER_ID
  }

  /** What can be wrong. The names are stable. */
  enum Defect {
    /** The certificate or its alternative name is not well-formed DER. */
    NOT_WELL_FORMED,
    /** An extension appears twice (RFC 5280, 4.2). */
    DUPLICATE_EXTENSION,
    /** The same OID appears twice. */
    DUPLICATE_CLAIM,
    /** The value is not a UTF8String in an explicit [0]. */
    WRONG_TYPE,
    /** The text is not exactly a canonical lower-case UUID. */
    NOT_A_UUID
  }

  /** Reads the claims of a certificate; never throws, whatever the certificate is. */
  static GrantIdentity read(X509Certificate certificate) {
    try {
      return GrantIdentityReader.read(ParsedCertificate.parse(certificate));
    } catch (MalformedCertificateException e) {
      return new Malformed(
          switch (e.defect()) {
            case STRUCTURE -> Defect.NOT_WELL_FORMED;
            case DUPLICATE_EXTENSION -> Defect.DUPLICATE_EXTENSION;
          });
    }
  }
}
