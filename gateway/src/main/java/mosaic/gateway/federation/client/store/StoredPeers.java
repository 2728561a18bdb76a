package mosaic.gateway.federation.client.store;

import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import mosaic.ca.DnsName;
import mosaic.ca.Fingerprint;
import mosaic.gateway.federation.client.Peer;
import mosaic.gateway.federation.client.PeerStatus;
import mosaic.gateway.federation.client.ReachablePeer;
import mosaic.gateway.federation.client.SealedCredential;
import org.jspecify.annotations.Nullable;

/** Reads {@code federation_peers} for those who report on it while no gateway need be running. */
public final class StoredPeers {
  private static final String SELECT =
      """
      select p.id, p.peer_hostname, p.peer_ca_fingerprint, p.grant_id, p.local_user_id,
             p.cert_expires_at, p.status::text as status, p.last_success_at, p.last_failure_at,
             p.federation_url, p.client_cert_pem, p.client_key_pem
        from federation_peers p
       order by p.peer_hostname, p.created_at, p.id
      """;

  private StoredPeers() {}

  /**
   * A peer, and what it takes to ask it.
   *
   * @param peer the peer, without the name of its owner and without notes
   * @param reachable empty for one that is pending or revoked
   */
  public record StoredPeer(Peer peer, Optional<ReachablePeer> reachable) {}

  /** All peers. */
  public static List<StoredPeer> read(Connection connection) throws SQLException {
    List<StoredPeer> peers = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(SELECT)) {
      while (row.next()) {
        Peer peer = peer(row);
        peers.add(new StoredPeer(peer, reachable(peer, row)));
      }
    }
    return peers;
  }

  private static Optional<ReachablePeer> reachable(Peer peer, ResultSet row) throws SQLException {
    String url = row.getString("federation_url");
    String certificate = row.getString("client_cert_pem");
    String key = row.getString("client_key_pem");
    boolean usable =
        switch (peer.status()) {
          case ACTIVE, DEGRADED -> url != null && certificate != null && key != null;
          case PENDING, REVOKED -> false;
        };
    return usable
        ? Optional.of(
            new ReachablePeer(peer, URI.create(url), new SealedCredential(certificate, key)))
        : Optional.empty();
  }

  private static Peer peer(ResultSet row) throws SQLException {
    return new Peer(
        row.getObject("id", UUID.class),
        new DnsName(row.getString("peer_hostname")),
        Fingerprint.parse(row.getString("peer_ca_fingerprint")),
        row.getObject("grant_id", UUID.class),
        row.getObject("local_user_id", UUID.class),
        "",
        instant(row, "cert_expires_at"),
        PeerStatus.fromWireName(row.getString("status")),
        instant(row, "last_success_at"),
        instant(row, "last_failure_at"),
        null);
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
