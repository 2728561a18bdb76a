package mosaic.ca;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A certificate whose every byte is fixed and linted, except the signature: a token that can be
 * redeemed once, at the authority that prepared it.
 */
public final class PreparedCertificate {

  private final IssuingAuthority authority;
  private final LeafCertificateProfile profile;
  private final byte[] toBeSigned;
  private final IssuanceIntent intent;
  private final AtomicBoolean redeemed = new AtomicBoolean();

  PreparedCertificate(
      IssuingAuthority authority,
      LeafCertificateProfile profile,
      byte[] toBeSigned,
      IssuanceIntent intent) {
    this.authority = authority;
    this.profile = profile;
    this.toBeSigned = toBeSigned;
    this.intent = intent;
  }

  /** What has to be stored before this can be signed. */
  public IssuanceIntent intent() {
    return intent;
  }

  /** The profile that it was prepared from. */
  public LeafCertificateProfile profile() {
    return profile;
  }

  /** Hands out the bytes once. A wrong intent uses the token up as well: nothing is tried twice. */
  byte[] redeem(IssuingAuthority redeemer, IssuanceIntent recorded) {
    if (redeemer != authority) {
      throw new CertificateAuthorityException(
          CertificateAuthorityException.Fault.FOREIGN_PREPARATION,
          "another authority prepared this certificate");
    }
    if (!redeemed.compareAndSet(false, true)) {
      throw new CertificateAuthorityException(
          CertificateAuthorityException.Fault.ALREADY_SIGNED,
          "a prepared certificate is signed at most once");
    }
    if (!intent.equals(recorded)) {
      throw new CertificateAuthorityException(
          CertificateAuthorityException.Fault.INTENT_MISMATCH,
          "the recorded intent is not that of the prepared certificate");
    }
    return toBeSigned.clone();
  }

  @Override
  public String toString() {
    return "PreparedCertificate[" + intent + "]";
  }
}
