package mosaic.ca;

/**
 * The object identifiers under which a grant certificate names its grant and its subject.
 *
 * <p>They hang from a UUID-derived arc (ITU-T X.667: {@code 2.25.<UUID as integer>}), which needs
 * no registration. Both appear as {@code otherName} in the subject alternative name (RFC 5280,
 * 4.2.1.6); the value is a {@code UTF8String} holding the canonical lower-case text of a UUID, 36
 * characters. Peers depend on these numbers: they never change.
 */
public final class Oids {

  private static final String ARC = "2.25.332941088551599975449187496052987907675";

  /** {@code mosaic.federation.grantId}. */
  public static final String GRANT_ID = ARC + ".1";

  /** {@code mosaic.federation.subjectUserId}. */
  public static final String SUBJECT_USER_ID = ARC + ".2";

  static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  static final String ANY_EXTENDED_KEY_USAGE = "2.5.29.37.0";

  static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
  static final String KEY_USAGE = "2.5.29.15";
  static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
  static final String BASIC_CONSTRAINTS = "2.5.29.19";
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

  private Oids() {}
}
