package mosaic.ca;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/** Reads the two claims out of the subject alternative name. */
final class GrantIdentityReader {

  private static final Pattern CANONICAL_UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final int EXPLICIT_VALUE = 0xA0;

  private final List<DerElement> grantIds = new ArrayList<>();
  private final List<DerElement> subjectUserIds = new ArrayList<>();

  private GrantIdentityReader() {}

  static GrantIdentity read(ParsedCertificate certificate) {
    GrantIdentityReader reader = new GrantIdentityReader();
    try {
      for (DerElement name : certificate.subjectAlternativeNames()) {
        if (name.is(GeneralNameTag.OTHER_NAME)) {
          reader.sort(name.children(2));
        }
      }
      return reader.identity();
    } catch (MalformedDerException _) {
      return new GrantIdentity.Malformed(GrantIdentity.Defect.NOT_WELL_FORMED);
    }
  }

  private void sort(List<DerElement> otherName) throws MalformedDerException {
    switch (otherName.getFirst().objectIdentifier()) {
      case Oids.GRANT_ID -> grantIds.add(otherName.get(1));
      case Oids.SUBJECT_USER_ID -> subjectUserIds.add(otherName.get(1));
      default -> {
        // Names of other kinds say nothing about a grant.
      }
    }
  }

  private GrantIdentity identity() throws MalformedDerException {
    if (grantIds.isEmpty()) {
      return new GrantIdentity.Missing(GrantIdentity.Claim.GRANT_ID);
    }
    if (subjectUserIds.isEmpty()) {
      return new GrantIdentity.Missing(GrantIdentity.Claim.SUBJECT_USER_ID);
    }
    if (grantIds.size() > 1 || subjectUserIds.size() > 1) {
      return new GrantIdentity.Malformed(GrantIdentity.Defect.DUPLICATE_CLAIM);
    }
    DerElement grantId = value(grantIds.getFirst());
    DerElement subjectUserId = value(subjectUserIds.getFirst());
    if (!grantId.is(DerElement.UTF8_STRING) || !subjectUserId.is(DerElement.UTF8_STRING)) {
      return new GrantIdentity.Malformed(GrantIdentity.Defect.WRONG_TYPE);
    }
    String grantText = text(grantId);
    String subjectText = text(subjectUserId);
    if (!CANONICAL_UUID.matcher(grantText).matches()
        || !CANONICAL_UUID.matcher(subjectText).matches()) {
      return new GrantIdentity.Malformed(GrantIdentity.Defect.NOT_A_UUID);
    }
    return new GrantIdentity.Found(UUID.fromString(grantText), UUID.fromString(subjectText));
  }

  private static DerElement value(DerElement explicit) throws MalformedDerException {
    return explicit.expect(EXPLICIT_VALUE).only();
  }

  /** Byte for character: no decoder can turn something else into what we look for. */
  private static String text(DerElement string) {
    return new String(string.content(), ISO_8859_1);
  }
}
