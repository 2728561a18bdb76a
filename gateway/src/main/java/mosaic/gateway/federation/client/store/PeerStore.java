package mosaic.gateway.federation.client.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import mosaic.ca.DnsName;
import mosaic.ca.Fingerprint;
import mosaic.gateway.audit.AuditEvent;
import mosaic.gateway.audit.QueryHash;
import mosaic.gateway.audit.store.AuditLog;
import mosaic.gateway.database.Database;
import mosaic.gateway.federation.client.EnrolmentStart;
import mosaic.gateway.federation.client.NewPeer;
import mosaic.gateway.federation.client.Peer;
import mosaic.gateway.federation.client.PeerStatus;
import mosaic.gateway.federation.client.PendingPeer;
import mosaic.gateway.federation.client.ReachablePeer;
import mosaic.gateway.federation.client.SealedCredential;
import mosaic.gateway.federation.client.StandingChange;
import org.jspecify.annotations.Nullable;

/** The rows of {@code federation_peers}. */
@ApplicationScoped
public class PeerStore {
  private static final String SELECT =
      """
      select p.id, p.peer_hostname, p.peer_ca_fingerprint, p.grant_id, p.local_user_id,
             u.name as local_user, p.cert_expires_at, p.status::text as status,
             p.last_success_at, p.last_failure_at, p.notes,
             p.federation_url, p.client_cert_pem, p.client_key_pem
        from federation_peers p join users u on u.id = p.local_user_id
      """;
  private static final String REACHABLE_OF_ALL =
      SELECT
          + """
           where p.status in ('active', 'degraded')
             and p.federation_url is not null
             and p.client_cert_pem is not null
             and p.client_key_pem is not null
          """;
  private static final String REACHABLE = REACHABLE_OF_ALL + " and p.local_user_id = $1";
  private static final String INSERT =
      """
      insert into federation_peers
        (id, peer_hostname, peer_ca_fingerprint, grant_id, local_user_id, client_cert_pem,
         client_key_pem, notes, status)
      values ($1, $2, $3, $4, $5, $6, $7, $8, 'pending')
      on conflict do nothing
      """;
  private static final String ORDER = " order by p.peer_hostname, p.created_at, p.id";

  private final Database database;
  private final AuditLog audit;

  PeerStore(Database database, AuditLog audit) {
    this.database = database;
    this.audit = audit;
  }

  /** All peers, of one user or of all. */
  public Uni<List<Peer>> list(Optional<UUID> owner) {
    return owner
        .map(user -> database.query(SELECT + " where p.local_user_id = $1" + ORDER, Tuple.of(user)))
        .orElseGet(() -> database.query(SELECT + ORDER, Tuple.tuple()))
        .map(rows -> stream(rows).map(PeerStore::peer).toList());
  }

  /** One peer. */
  public Uni<Optional<Peer>> find(UUID peer) {
    return database
        .query(SELECT + " where p.id = $1", Tuple.of(peer))
        .map(rows -> stream(rows).map(PeerStore::peer).findFirst());
  }

  /** The peers that a user's queries may go to, and nobody else's. */
  public Uni<List<ReachablePeer>> reachable(UUID owner) {
    return database
        .query(REACHABLE + ORDER, Tuple.of(owner))
        .map(rows -> stream(rows).map(PeerStore::reachablePeer).toList());
  }

  /** The peers of everybody, for the gateway's own questions. */
  public Uni<List<ReachablePeer>> reachable() {
    return database
        .query(REACHABLE_OF_ALL + ORDER, Tuple.tuple())
        .map(rows -> stream(rows).map(PeerStore::reachablePeer).toList());
  }

  /** The root that is pinned for a peer, PEM, if it is still this one. */
  public Uni<Optional<String>> pinnedRoot(UUID peer, Fingerprint pinned) {
    return database
        .query(
            "select peer_ca_root from federation_peers"
                + " where id = $1 and peer_ca_fingerprint = $2",
            Tuple.of(peer, pinned.hex()))
        .map(rows -> stream(rows).map(row -> row.getString("peer_ca_root")).findFirst());
  }

  /**
   * Pins another root of a peer, if it is still the one that was judged that is pinned.
   *
   * @return false when it is not
   */
  public Uni<Boolean> movePin(UUID peer, Fingerprint from, Fingerprint to, String root) {
    String resource = "peers/%s/root/%s/%s".formatted(peer, from.hex(), to.hex());
    return database.inTransaction(
        connection ->
            connection
                .preparedQuery(
                    """
                    update federation_peers set peer_ca_fingerprint = $3, peer_ca_root = $4
                     where id = $1 and peer_ca_fingerprint = $2
                    """)
                .execute(Tuple.of(peer, from.hex(), to.hex(), root))
                .flatMap(
                    moved ->
                        moved.rowCount() == 0
                            ? Uni.createFrom().item(false)
                            : audit
                                .record(
                                    connection,
                                    AuditEvent.ofAction("peer.root", resource, AuditEvent.NOBODY))
                                .replaceWith(true)));
  }

  /** The user's peer at a host, if queries may go there. */
  public Uni<Optional<ReachablePeer>> reachable(UUID owner, DnsName host) {
    return database
        .query(REACHABLE + " and p.peer_hostname = $2", Tuple.of(owner, host.text()))
        .map(rows -> stream(rows).map(PeerStore::reachablePeer).findFirst());
  }

  /**
   * Stores a pending peer, unless the enrolment of this grant had begun before: then that one goes
   * on, with its own key. One that was begun for another grant of this host gives way: its admin
   * has a new URL now.
   */
  public Uni<EnrolmentStart> begin(PendingPeer peer) {
    Tuple values =
        Tuple.tuple()
            .addUUID(peer.id())
            .addString(peer.host().text())
            .addString(peer.caRoot().hex())
            .addUUID(peer.grant())
            .addUUID(peer.owner())
            .addString(peer.request().certificateChain())
            .addString(peer.request().privateKey())
            .addString(peer.notes());
    return database.inTransaction(
        connection ->
            connection
                .preparedQuery(
                    """
                    delete from federation_peers
                     where status = 'pending' and local_user_id = $1 and peer_hostname = $2
                       and (grant_id <> $3 or peer_ca_fingerprint <> $4)
                    """)
                .execute(
                    Tuple.of(peer.owner(), peer.host().text(), peer.grant(), peer.caRoot().hex()))
                .flatMap(cleared -> connection.preparedQuery(INSERT).execute(values))
                .flatMap(
                    inserted ->
                        inserted.rowCount() == 1
                            ? Uni.createFrom().item(new EnrolmentStart.Pending(peer))
                            : begun(connection, peer)));
  }

  private static Uni<EnrolmentStart> begun(SqlConnection connection, PendingPeer peer) {
    return connection
        .preparedQuery(
            """
            select id, client_cert_pem, client_key_pem, notes from federation_peers
             where grant_id = $1 and local_user_id = $2 and peer_hostname = $3
               and status = 'pending'
            """)
        .execute(Tuple.of(peer.grant(), peer.owner(), peer.host().text()))
        .map(
            rows ->
                stream(rows)
                    .findFirst()
                    .<EnrolmentStart>map(
                        row ->
                            new EnrolmentStart.Pending(
                                new PendingPeer(
                                    row.getUUID("id"),
                                    peer.host(),
                                    peer.caRoot(),
                                    peer.grant(),
                                    peer.owner(),
                                    credential(row),
                                    row.getString("notes"))))
                    .orElseGet(EnrolmentStart.Taken::new));
  }

  /**
   * Makes a pending peer an active one. Another attempt at the same may have done so already.
   *
   * @return false when it was removed meanwhile
   */
  public Uni<Boolean> activate(NewPeer peer, String actor) {
    Tuple values =
        Tuple.tuple()
            .addUUID(peer.id())
            .addString(peer.caRootPem())
            .addString(peer.federationUrl().toString())
            .addString(peer.credential().certificateChain())
            .addString(peer.credential().privateKey())
            .addOffsetDateTime(utc(peer.certificateExpiresAt()));
    return database.inTransaction(
        connection ->
            connection
                .preparedQuery(
                    """
                    update federation_peers
                       set status = 'active', peer_ca_root = $2, federation_url = $3,
                           client_cert_pem = $4, client_key_pem = $5, cert_expires_at = $6
                     where id = $1 and status = 'pending'
                    """)
                .execute(values)
                .flatMap(
                    updated ->
                        updated.rowCount() == 0
                            ? isActive(connection, peer.id())
                            : audit
                                .record(connection, event(peer.id(), "peer.add", actor))
                                .replaceWith(true)));
  }

  private static Uni<Boolean> isActive(SqlConnection connection, UUID peer) {
    return connection
        .preparedQuery("select 1 from federation_peers where id = $1 and status = 'active'")
        .execute(Tuple.of(peer))
        .map(rows -> rows.size() == 1);
  }

  /** Forgets a pending peer whose enrolment is known to have come to nothing. */
  public Uni<Void> abandon(UUID peer) {
    return database
        .query("delete from federation_peers where id = $1 and status = 'pending'", Tuple.of(peer))
        .replaceWithVoid();
  }

  /** Forgets a peer with its certificate and key. */
  public Uni<Boolean> delete(UUID peer, String actor) {
    return database.inTransaction(
        connection ->
            connection
                .preparedQuery("delete from federation_peers where id = $1")
                .execute(Tuple.of(peer))
                .flatMap(
                    deleted ->
                        deleted.rowCount() == 0
                            ? Uni.createFrom().item(false)
                            : audit
                                .record(connection, event(peer, "peer.remove", actor))
                                .replaceWith(true)));
  }

  /** Writes down what an exchange showed. A revoked peer stays so. */
  public Uni<Void> record(UUID peer, StandingChange change, Instant at) {
    return switch (change) {
      case NONE -> Uni.createFrom().voidItem();
      case SUCCEEDED -> update(peer, at, "status = 'active', last_success_at = $2");
      case FAILED -> update(peer, at, "status = 'degraded', last_failure_at = $2");
    };
  }

  private Uni<Void> update(UUID peer, Instant at, String assignments) {
    return database
        .query(
            "update federation_peers set "
                + assignments
                + " where id = $1 and status in ('active', 'degraded')",
            Tuple.of(peer, utc(at)))
        .replaceWithVoid();
  }

  /** Names the peer, not its grant: that id is the peer's, and not one of ours. */
  private static AuditEvent event(UUID peer, String action, String actor) {
    String resource = "peers/" + peer;
    return new AuditEvent(
        null,
        action,
        resource,
        QueryHash.of(action, resource, ""),
        AuditEvent.Outcome.OK,
        0,
        0,
        actor);
  }

  private static ReachablePeer reachablePeer(Row row) {
    return new ReachablePeer(
        peer(row), URI.create(row.getString("federation_url")), credential(row));
  }

  private static SealedCredential credential(Row row) {
    return new SealedCredential(row.getString("client_cert_pem"), row.getString("client_key_pem"));
  }

  private static Peer peer(Row row) {
    return new Peer(
        row.getUUID("id"),
        new DnsName(row.getString("peer_hostname")),
        Fingerprint.parse(row.getString("peer_ca_fingerprint")),
        row.getUUID("grant_id"),
        row.getUUID("local_user_id"),
        row.getString("local_user"),
        instant(row, "cert_expires_at"),
        PeerStatus.fromWireName(row.getString("status")),
        instant(row, "last_success_at"),
        instant(row, "last_failure_at"),
        row.getString("notes"));
  }

  private static @Nullable Instant instant(Row row, String column) {
    OffsetDateTime time = row.get(OffsetDateTime.class, column);
    return time == null ? null : time.toInstant();
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static Stream<Row> stream(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false);
  }
}
