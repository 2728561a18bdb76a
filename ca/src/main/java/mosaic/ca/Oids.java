package mosaic.ca;

/**
 * The object identifiers under which a grant certificate names its grant and its subject.
 *
 * <p>They hang from an arc made of a random UUID, which needs no registration:
 * fa7a1f08-0058-4c1e-9c7c-9c813be5ce5b as four numbers of 32 bits under {@code 2.25}. ITU-T X.667
 * would have it as one number of 128 bits ({@code 2.25.<UUID as integer>}), which X.660 permits and
 * GnuTLS cannot read: it refuses a whole certificate for one arc above 32 bits. Both appear as
 * {@code otherName} in the subject alternative name (RFC 5280, 4.2.1.6); the value is a {@code
 * UTF8String} holding the canonical lower-case text of a UUID, 36 characters. Peers depend on these
 * numbers: they never change.
 */
public final class Oids {

  private static final String ARC = "2.25.4202307336.5786654.2625412225.1004916315";

  /** {@code mosaic.federation.grantId}. */
  public static final String GRANT_ID = ARC + ".1";

  /** {@code mosaic.federation.subjectUserId}. */
  public static final String SUBJECT_USER_ID = ARC + ".2";

  static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  static final String OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";
  static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  static final String ANY_EXTENDED_KEY_USAGE = "2.5.29.37.0";

  static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
  static final String KEY_USAGE = "2.5.29.15";
  static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
  static final String BASIC_CONSTRAINTS = "2.5.29.19";
  static final String CRL_NUMBER = "2.5.29.20";
  static final String CRL_REASON = "2.5.29.21";
  static final String DELTA_CRL_INDICATOR = "2.5.29.27";
  static final String ISSUING_DISTRIBUTION_POINT = "2.5.29.28";
  static final String NAME_CONSTRAINTS = "2.5.29.30";
  static final String CRL_DISTRIBUTION_POINTS = "2.5.29.31";
  static final String CERTIFICATE_POLICIES = "2.5.29.32";
  static final String POLICY_MAPPINGS = "2.5.29.33";
  static final String AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";
  static final String POLICY_CONSTRAINTS = "2.5.29.36";
  static final String EXTENDED_KEY_USAGE = "2.5.29.37";
  static final String INHIBIT_ANY_POLICY = "2.5.29.54";
  static final String AUTHORITY_INFORMATION_ACCESS = "1.3.6.1.5.5.7.1.1";
  static final String OCSP = "1.3.6.1.5.5.7.48.1";
  static final String OCSP_NONCE = "1.3.6.1.5.5.7.48.1.2";
  static final String OCSP_NO_CHECK = "1.3.6.1.5.5.7.48.1.5";
  static final String CA_ISSUERS = "1.3.6.1.5.5.7.48.2";

  static final String SHA_1 = "1.3.14.3.2.26";
  static final String SHA_256 = "2.16.840.1.101.3.4.2.1";

  private Oids() {}
}
