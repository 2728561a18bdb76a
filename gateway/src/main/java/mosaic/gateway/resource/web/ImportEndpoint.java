package mosaic.gateway.resource.web;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mosaic.gateway.identity.Caller;
import mosaic.gateway.identity.CurrentCaller;
import mosaic.gateway.identity.Role;
import mosaic.gateway.identity.TeamName;
import mosaic.gateway.identity.UserName;
import mosaic.gateway.identity.store.Users;
import mosaic.gateway.problem.Field;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.resource.ImportBatch;
import mosaic.gateway.resource.ImportItem;
import mosaic.gateway.resource.ImportOutcome;
import mosaic.gateway.resource.ItemText;
import mosaic.gateway.resource.store.Imports;
import mosaic.gateway.scope.ResourceType;
import org.jspecify.annotations.Nullable;

/** Stores many rows at once, again and again, without touching what did not change. */
@Path("/api/v1/imports")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class ImportEndpoint {
  private static final int MOST_ITEMS = 500;

  private final CurrentCaller current;
  private final Users users;
  private final Imports imports;

  ImportEndpoint(CurrentCaller current, Users users, Imports imports) {
    this.current = current;
    this.users = users;
    this.imports = imports;
  }

  record ImportBody(@Nullable String user, @Nullable List<@Nullable ImportedItem> items) {
    ImportBatch batch() {
      Field field = Field.of("items");
      List<@Nullable ImportedItem> given = field.required(items);
      if (given.size() > MOST_ITEMS) {
        throw field.refused(
            "has %d items; up to %d are allowed".formatted(given.size(), MOST_ITEMS));
      }
      List<ImportItem> batch = new ArrayList<>();
      for (ImportedItem item : given) {
        Field place = field.element(batch.size());
        batch.add(place.required(item).checked(place));
      }
      return new ImportBatch(batch);
    }

    @Override
    public String toString() {
      return "ImportBody[redacted]";
    }
  }

  record ImportedItem(
      @Nullable String resource,
      @Nullable String key,
      @Nullable String title,
      @Nullable String body,
      @Nullable String status,
      @Nullable String team,
      @Nullable String noteKey,
      @Nullable String secret) {
    ImportItem checked(Field place) {
      Field field = place.member("resource");
      String name = field.required(resource);
      ResourceType type =
          ResourceType.fromWireName(name)
              .orElseThrow(
                  () ->
                      field.refused(
                          Field.quoted(name)
                              + " is no resource; there are "
                              + ResourceTypeParameters.known()));
      return new ImportItem(
          place,
          type,
          place.member("key").required(key),
          ItemText.read(place, type, title, body, status),
          team == null ? null : TeamName.read(place.member("team"), team).text(),
          noteKey,
          secret);
    }

    @Override
    public String toString() {
      return "ImportedItem[redacted]";
    }
  }

  record CountsView(int created, int updated, int unchanged) {
    static CountsView of(ImportOutcome.Counts counts) {
      return new CountsView(counts.created(), counts.updated(), counts.unchanged());
    }
  }

  record OutcomeView(
      int created,
      int updated,
      int unchanged,
      Map<String, CountsView> byResource,
      int teamsCreated) {
    static OutcomeView of(ImportOutcome outcome) {
      ImportOutcome.Counts total = outcome.total();
      Map<String, CountsView> byResource = new LinkedHashMap<>();
      outcome
          .byType()
          .forEach((type, counts) -> byResource.put(type.wireName(), CountsView.of(counts)));
      return new OutcomeView(
          total.created(), total.updated(), total.unchanged(), byResource, outcome.teamsCreated());
    }
  }

  /** Stores all items of the body, or none. */
  @POST
  @Authenticated
  public Uni<OutcomeView> store(@Nullable ImportBody body) {
    ImportBody given = Field.ROOT.required(body);
    Caller caller = current.caller();
    Uni<UUID> owner = owner(caller, given.user());
    ImportBatch batch = given.batch();
    return owner.flatMap(id -> imports.store(id, batch, caller)).map(OutcomeView::of);
  }

  private Uni<UUID> owner(Caller caller, @Nullable String user) {
    if (user == null || user.equals(caller.name())) {
      return Uni.createFrom().item(caller.id());
    }
    Field field = Field.of("user");
    if (caller.role() != Role.ADMIN) {
      throw field.refused(
          ProblemCode.NOT_ALLOWED, "only an admin imports for others", "Leave it out.");
    }
    return users
        .find(UserName.read(field, user))
        .map(found -> found.orElseThrow(() -> ProblemException.notFound("user")).id());
  }
}
