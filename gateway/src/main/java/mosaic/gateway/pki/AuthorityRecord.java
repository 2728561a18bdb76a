package mosaic.gateway.pki;

import java.time.Instant;
import java.util.UUID;
import mosaic.ca.Fingerprint;
import mosaic.gateway.seal.Sealer;
import org.jspecify.annotations.Nullable;

/**
 * A root or issuing CA as it is stored.
 *
 * @param fingerprint of its certificate
 * @param id what its key is sealed to
 * @param certificate PEM
 * @param keyReference its key: sealed PKCS#8
 * @param root of an issuing CA: the root that it stands under
 * @param succession of a root that took over from another
 * @param times when it came where it is
 * @param serverGeneration of an issuing CA: how often a new server certificate was asked for
 */
public record AuthorityRecord(
    Fingerprint fingerprint,
    AuthorityKind kind,
    UUID id,
    String certificate,
    String keyReference,
    @Nullable Fingerprint root,
    @Nullable Succession succession,
    AuthorityState state,
    Times times,
    int serverGeneration) {
  private static final String TABLE = "certificate_authority";

  public AuthorityRecord {
    if ((kind == AuthorityKind.ISSUING) != (root != null)
        || (kind == AuthorityKind.ISSUING && succession != null)) {
      throw new IllegalArgumentException(
          "an issuing CA stands under a root, and only a root succeeds another");
    }
  }

  /**
   * How a root takes over from another (RFC 4210, 4.4).
   *
   * @param replaces the root before it
   * @param newWithOld the new root's key, certified by the old root; PEM
   * @param oldWithNew the old root's key, certified by the new root; PEM
   */
  public record Succession(Fingerprint replaces, String newWithOld, String oldWithNew) {}

  /**
   * When it came where it is, and when it goes on by itself.
   *
   * @param activatesAt when a prepared one becomes current
   * @param retiresAt when a retiring one is retired
   */
  public record Times(
      Instant createdAt,
      @Nullable Instant activatesAt,
      @Nullable Instant retiresAt,
      @Nullable Instant currentAt,
      @Nullable Instant retiringAt,
      @Nullable Instant retiredAt) {

    /** Of one that is current from the beginning. */
    static Times current(Instant now) {
      return new Times(now, null, null, now, null, null);
    }
  }

  /** Where its key is sealed. */
  public Sealer.Place keyPlace() {
    return keyPlace(kind, id);
  }

  /** Where the key of an authority is sealed. */
  public static Sealer.Place keyPlace(AuthorityKind kind, UUID id) {
    return new Sealer.Place(TABLE, kind.keyColumn(), id);
  }

  /** Says nothing about the key. */
  @Override
  public String toString() {
    return "AuthorityRecord[" + kind + " " + fingerprint + " " + state + "]";
  }
}
