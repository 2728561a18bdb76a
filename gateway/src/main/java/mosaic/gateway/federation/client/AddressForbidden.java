package mosaic.gateway.federation.client;

/** A host has an address that this gateway may not call. No packet was sent to it. */
final class AddressForbidden extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final SpecialNetworks.Kind kind;

  AddressForbidden(SpecialNetworks.Kind kind) {
    super(kind.words(), null, false, false);
    this.kind = kind;
  }

  SpecialNetworks.Kind kind() {
    return kind;
  }
}
