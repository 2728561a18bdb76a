package mosaic.gateway.keys.web;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import mosaic.gateway.identity.CurrentCaller;
import mosaic.gateway.identity.Role;
import mosaic.gateway.keys.KeyWatch;
import mosaic.gateway.keys.Position;
import mosaic.gateway.keys.Resealing;
import mosaic.gateway.keys.store.SealingKeys;
import mosaic.gateway.problem.Field;
import mosaic.gateway.seal.KeyId;
import org.jspecify.annotations.Nullable;

/** The lines of the master key, by their public ids. */
@Path("/api/v1/keys")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
final class KeyEndpoints {
  private final CurrentCaller current;
  private final KeyWatch watch;
  private final SealingKeys keys;
  private final Resealing resealing;

  KeyEndpoints(CurrentCaller current, KeyWatch watch, SealingKeys keys, Resealing resealing) {
    this.current = current;
    this.watch = watch;
    this.keys = keys;
    this.resealing = resealing;
  }

  record ResealBody(@Nullable String position) {}

  record StepView(int resealed, int unreadable, @Nullable String next) {
    static StepView of(Resealing.Step step) {
      return new StepView(
          step.resealed(), step.unreadable(), step.next().map(Position::text).orElse(null));
    }
  }

  record EndView(boolean settled, List<String> retired) {
    static EndView of(Resealing.End end) {
      return new EndView(end.settled(), end.retired().stream().map(KeyId::hex).toList());
    }
  }

  @GET
  @RolesAllowed(Role.ADMIN_NAME)
  public Uni<KeysView> show() {
    return keys.needed()
        .flatMap(
            needed ->
                keys.replicas()
                    .flatMap(
                        replicas ->
                            resealing
                                .held()
                                .map(
                                    held ->
                                        KeysView.of(watch.read().ids(), needed, replicas, held))));
  }

  @POST
  @Path("reseal")
  @RolesAllowed(Role.ADMIN_NAME)
  public Uni<StepView> reseal(@Nullable ResealBody body) {
    String position = body == null ? null : body.position();
    Position at =
        position == null
            ? Position.START
            : Position.parse(position)
                .orElseThrow(() -> Field.of("position").refused("is none that a step gave"));
    return resealing.step(at, current.caller().name()).map(StepView::of);
  }

  @POST
  @Path("retire")
  @RolesAllowed(Role.ADMIN_NAME)
  @Consumes(MediaType.WILDCARD)
  public Uni<EndView> retire() {
    return resealing.end(current.caller().name()).map(EndView::of);
  }
}
