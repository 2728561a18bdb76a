package mosaic.gateway.federation.client.web;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import mosaic.gateway.federation.client.Peer;
import mosaic.gateway.federation.client.PeerEnrolment;
import mosaic.gateway.federation.client.Peers;
import mosaic.gateway.identity.Caller;
import mosaic.gateway.identity.CurrentCaller;
import mosaic.gateway.identity.Role;
import mosaic.gateway.problem.Field;
import mosaic.gateway.problem.ProblemException;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** This gateway as a client of others: its peers. */
@Path("/api/v1/federation/peers")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class PeerResource {
  private static final int MOST_NOTES = 1000;
  private static final int CREATED = 201;

  private final Peers peers;
  private final PeerEnrolment enrolment;
  private final CurrentCaller current;

  PeerResource(Peers peers, PeerEnrolment enrolment, CurrentCaller current) {
    this.peers = peers;
    this.enrolment = enrolment;
    this.current = current;
  }

  record PeerAnswer(PeerView peer) {}

  record PeerList(List<PeerView> items) {}

  /** Adds a peer by its enrolment URL. */
  @POST
  @RolesAllowed(Role.ADMIN_NAME)
  @ResponseStatus(CREATED)
  public Uni<PeerAnswer> add(@Nullable NewPeerBody body) {
    NewPeerBody wanted = Field.ROOT.required(body);
    String url = Field.of("url").required(wanted.url());
    String notes =
        wanted.notes() == null ? null : Field.of("notes").text(wanted.notes(), MOST_NOTES);
    boolean ownCa = Boolean.TRUE.equals(wanted.ownCa());
    Caller caller = current.caller();
    Uni<UUID> owner =
        wanted.user() == null ? Uni.createFrom().item(caller.id()) : peers.userNamed(wanted.user());
    return owner
        .flatMap(user -> enrolment.enrol(url, user, ownCa, notes, caller.name()))
        .flatMap(peers::find)
        .map(peer -> new PeerAnswer(PeerView.of(present(peer))));
  }

  /** The caller's peers; operators and admins see all. */
  @GET
  public Uni<PeerList> list() {
    Caller caller = current.caller();
    return peers
        .list(seesAll(caller) ? Optional.empty() : Optional.of(caller.id()))
        .map(all -> new PeerList(all.stream().map(PeerView::of).toList()));
  }

  /** One peer. */
  @GET
  @Path("{id}")
  public Uni<PeerAnswer> show(@PathParam("id") UUID id) {
    Caller caller = current.caller();
    return peers
        .find(id)
        .map(found -> found.filter(peer -> seesAll(caller) || peer.owner().equals(caller.id())))
        .map(peer -> new PeerAnswer(PeerView.of(present(peer))));
  }

  /** Forgets a peer, its certificate and its key. */
  @DELETE
  @Path("{id}")
  @RolesAllowed(Role.ADMIN_NAME)
  public Uni<Void> remove(@PathParam("id") UUID id) {
    return peers
        .remove(id, current.caller().name())
        .invoke(
            removed -> {
              if (!removed) {
                throw notFound();
              }
            })
        .replaceWithVoid();
  }

  private static boolean seesAll(Caller caller) {
    return switch (caller.role()) {
      case USER -> false;
      case OPERATOR, ADMIN -> true;
    };
  }

  private static Peer present(Optional<Peer> peer) {
    return peer.orElseThrow(PeerResource::notFound);
  }

  private static ProblemException notFound() {
    return ProblemException.notFound("peer");
  }
}
