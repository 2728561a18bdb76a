package mosaic.gateway.identity.web;

import java.time.Instant;
import java.util.UUID;
import mosaic.gateway.identity.Caller;
import mosaic.gateway.identity.IssuedToken;

/** A new token on the wire, with its value. */
record TokenView(String token, UUID tokenId, Instant expiresAt, Owner user) {
  record Owner(UUID id, String name, String role) {
    static Owner of(Caller caller) {
      return new Owner(caller.id(), caller.name(), caller.role().wireName());
    }
  }

  static TokenView of(IssuedToken issued) {
    return new TokenView(
        issued.secret().reveal(), issued.id(), issued.expiresAt(), Owner.of(issued.owner()));
  }

  @Override
  public String toString() {
    return "TokenView[" + tokenId + "]";
  }
}
