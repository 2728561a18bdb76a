package mosaic.gateway.federation.client;

/** An answer that must not be used. Says what kind of thing is wrong and repeats nothing of it. */
final class AnswerRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final PeerFailure.Defect defect;

  AnswerRefused(PeerFailure.Defect defect) {
    super(defect.words(), null, false, false);
    this.defect = defect;
  }

  PeerFailure.Defect defect() {
    return defect;
  }
}
