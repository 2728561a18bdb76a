package mosaic.gateway.query.web;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.security.SecureRandom;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mosaic.gateway.identity.CurrentCaller;
import mosaic.gateway.problem.ProblemException;
import mosaic.gateway.query.Queries;
import mosaic.gateway.query.Question;
import mosaic.gateway.query.SourceReach;
import mosaic.gateway.resource.ListQuery;
import mosaic.gateway.scope.ResourcePath;
import mosaic.gateway.scope.ResourceType;
import mosaic.gateway.wire.TraceParent;
import org.jspecify.annotations.Nullable;

/** Reads over sources. Every role reads the same way: as the calling user, and nobody else. */
@Path("/api/v1")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
public class QueryResource {
  private static final String TYPES = "tasks|notes|memory|credentials|api_keys";
  private static final Set<String> PAGE =
      Stream.concat(
              ListQuery.PARAMETERS.stream(),
              Stream.of(QueryParameters.SOURCE, QueryParameters.LIMIT, QueryParameters.CURSOR))
          .collect(Collectors.toUnmodifiableSet());
  private static final Set<String> SEARCH =
      Set.of(QueryParameters.SOURCE, QueryParameters.TEXT, QueryParameters.LIMIT);
  private static final Set<String> SOURCE_ONLY = Set.of(QueryParameters.SOURCE);

  private final Queries queries;
  private final SourceReach reach;
  private final CurrentCaller current;
  private final SecureRandom random;

  QueryResource(Queries queries, SourceReach reach, CurrentCaller current, SecureRandom random) {
    this.queries = queries;
    this.reach = reach;
    this.current = current;
    this.random = random;
  }

  /** A page of rows of a type. */
  @GET
  @Path("{resource: " + TYPES + "}")
  public Uni<PageView> list(
      @PathParam("resource") String resource,
      @HeaderParam(TraceParent.HEADER) @Nullable String trace,
      @Context UriInfo uri) {
    return page(ResourcePath.all(type(resource)), trace, uri);
  }

  /** A page of a team's rows of a type. */
  @GET
  @Path("teams/{team}/{resource: " + TYPES + "}")
  public Uni<PageView> listOfTeam(
      @PathParam("team") UUID team,
      @PathParam("resource") String resource,
      @HeaderParam(TraceParent.HEADER) @Nullable String trace,
      @Context UriInfo uri) {
    return page(ResourcePath.ofTeam(team, type(resource)), trace, uri);
  }

  /** One row. */
  @GET
  @Path("{resource: " + TYPES + "}/{id}")
  public Uni<FoundView> get(
      @PathParam("resource") String resource,
      @PathParam("id") UUID id,
      @HeaderParam(TraceParent.HEADER) @Nullable String trace,
      @Context UriInfo uri) {
    QueryParameters parameters = QueryParameters.of(uri.getQueryParameters(), SOURCE_ONLY);
    return queries.get(question(parameters, trace), type(resource), id).map(FoundView::of);
  }

  /** What a text finds among the rows of a type. */
  @GET
  @Path("{resource: " + TYPES + "}/search")
  public Uni<SearchView> search(
      @PathParam("resource") String resource,
      @HeaderParam(TraceParent.HEADER) @Nullable String trace,
      @Context UriInfo uri) {
    return found(ResourcePath.all(type(resource)), trace, uri);
  }

  /** What a text finds among a team's rows of a type. */
  @GET
  @Path("teams/{team}/{resource: " + TYPES + "}/search")
  public Uni<SearchView> searchOfTeam(
      @PathParam("team") UUID team,
      @PathParam("resource") String resource,
      @HeaderParam(TraceParent.HEADER) @Nullable String trace,
      @Context UriInfo uri) {
    return found(ResourcePath.ofTeam(team, type(resource)), trace, uri);
  }

  /** What a text finds among the rows of all types. */
  @GET
  @Path("search")
  public Uni<SearchView> searchAll(
      @HeaderParam(TraceParent.HEADER) @Nullable String trace, @Context UriInfo uri) {
    return found(null, trace, uri);
  }

  /** What the caller can read. */
  @GET
  @Path("capabilities")
  public Uni<CapabilityListView> capabilities(
      @HeaderParam(TraceParent.HEADER) @Nullable String trace, @Context UriInfo uri) {
    QueryParameters parameters = QueryParameters.of(uri.getQueryParameters(), SOURCE_ONLY);
    return queries.capabilities(question(parameters, trace)).map(CapabilityListView::of);
  }

  private Uni<PageView> page(ResourcePath path, @Nullable String trace, UriInfo uri) {
    QueryParameters parameters = QueryParameters.of(uri.getQueryParameters(), PAGE);
    return queries
        .list(
            question(parameters, trace),
            parameters.query(path),
            parameters.limit(),
            parameters.cursor().orElse(null))
        .map(PageView::of);
  }

  private Uni<SearchView> found(@Nullable ResourcePath path, @Nullable String trace, UriInfo uri) {
    QueryParameters parameters = QueryParameters.of(uri.getQueryParameters(), SEARCH);
    return queries
        .search(question(parameters, trace), path, parameters.text(), parameters.searchLimit())
        .map(SearchView::of);
  }

  private Question question(QueryParameters parameters, @Nullable String trace) {
    return new Question(
        current.caller().id(), reach.within(parameters.sources()), TraceParent.of(trace, random));
  }

  private static ResourceType type(String resource) {
    return ResourceType.fromWireName(resource)
        .orElseThrow(() -> ProblemException.invalid("There is no such resource.", "Check it."));
  }
}
