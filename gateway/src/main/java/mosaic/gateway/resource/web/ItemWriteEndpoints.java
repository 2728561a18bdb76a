package mosaic.gateway.resource.web;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import mosaic.gateway.identity.CurrentCaller;
import mosaic.gateway.problem.Field;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.resource.ItemDraft;
import mosaic.gateway.resource.ItemText;
import mosaic.gateway.resource.store.ItemWrites;
import mosaic.gateway.scope.ResourceType;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Makes, replaces and deletes rows as the caller, whatever the caller's role. */
@Path("/api/v1")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class ItemWriteEndpoints {
  private final CurrentCaller current;
  private final ItemWrites writes;

  ItemWriteEndpoints(CurrentCaller current, ItemWrites writes) {
    this.current = current;
    this.writes = writes;
  }

  record ItemBody(
      @Nullable String title,
      @Nullable String body,
      @Nullable UUID teamId,
      @Nullable String status,
      @Nullable UUID noteId,
      @Nullable String secret) {
    ItemDraft draft(ResourceType type) {
      return new ItemDraft(
          type, ItemText.read(Field.ROOT, type, title, body, status), noteId, teamId, secret);
    }

    @Override
    public String toString() {
      return "ItemBody[redacted]";
    }
  }

  /** Makes a row. */
  @POST
  @Path("{resource}")
  @Authenticated
  @ResponseStatus(201)
  public Uni<ItemView> create(@PathParam("resource") ResourceType type, @Nullable ItemBody body) {
    ItemDraft draft = Field.ROOT.required(body).draft(type);
    return writes
        .create(current.caller().id(), draft)
        .map(item -> ItemView.of(ItemView.LOCAL, item));
  }

  /** Replaces a row; what the body leaves out goes, but for a secret, which stays. */
  @PUT
  @Path("{resource}/{id}")
  @Authenticated
  public Uni<ItemView> replace(
      @PathParam("resource") ResourceType type, @PathParam("id") UUID id, @Nullable ItemBody body) {
    ItemDraft draft = Field.ROOT.required(body).draft(type);
    return writes
        .replace(current.caller().id(), id, draft)
        .map(item -> ItemView.of(ItemView.LOCAL, item));
  }

  /** Deletes a row. */
  @DELETE
  @Path("{resource}/{id}")
  @Authenticated
  public Uni<Void> delete(@PathParam("resource") ResourceType type, @PathParam("id") UUID id) {
    return writes
        .delete(current.caller().id(), type, id)
        .invoke(
            deleted -> {
              if (!deleted) {
                throw ProblemException.notFound("row");
              }
            })
        .replaceWithVoid();
  }
}
