package mosaic.gateway.database;

import java.util.UUID;

/** Whom a read under row-level security acts as. */
public sealed interface Reader {
  /** A local user, by id. */
  record User(UUID id) implements Reader {}

  /**
   * A grant's subject, named by the grant alone.
   *
   * @param grant the grant
   * @param certificateSha256 SHA-256 of the certificate presented, lower-case hex
   * @param scopeRevision the scope revision that the access decision was made on
   */
  record Grant(UUID grant, String certificateSha256, int scopeRevision) implements Reader {}
}
