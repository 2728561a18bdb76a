package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** The published description of the API between gateways, held against a running one. */
@ExtendWith(SharedGateways.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FederationApiTest {
  private static final String BASE = "/federation/v1/";
  private static final String FILE = "docs/federation/federation-v1.openapi.yaml";
  private static final Pattern REFERENCE = Pattern.compile("#/components/([a-zA-Z]+)/([a-zA-Z_]+)");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final GatewayPair pair;
  private final JsonNode api;
  private final GrantClient peer;
  private final String team;
  private final String task;

  FederationApiTest(GatewayPair pair) throws IOException {
    this.pair = pair;
    this.api = new YAMLMapper().readTree(Files.readString(ProjectRoot.path().resolve(FILE)));
    Story story = Story.of(pair);
    story.fill(story.atWork());
    this.team = pair.work().admin().createTeam(Names.unique("described"), story.atWork());
    this.task = story.atWork().api().createTeamRow("tasks", "a described task", team);
    Grant grant =
        story.grant(Scope.of("tasks", "notes", "memory", "credentials").withTeams("tasks", team));
    this.peer = GrantClient.of(pair.work(), story.certificate(grant), HttpClient.Version.HTTP_2);
  }

  @AfterAll
  void close() {
    peer.close();
  }

  private Answer get(String path) {
    assertThat(path).startsWith(BASE);
    return peer.get(path.substring(BASE.length()));
  }

  @Test
  void description_asItStands_isValidOpenApi() throws Exception {
    SwaggerParseResult read =
        new OpenAPIV3Parser().readContents(JSON.writeValueAsString(api), null, null);

    assertThat(read.getMessages()).isEmpty();
    assertThat(read.getOpenAPI().getPaths()).hasSize(api.path("paths").size());
  }

  /** The same of the user API, as the gateway itself writes it. */
  @Test
  void descriptionOfTheUserApi_asServed_isValidOpenApi() throws Exception {
    URI address = pair.work().settings().managementUrl().resolve("/q/openapi?format=json");
    String served;
    try (HttpClient client = HttpClient.newHttpClient()) {
      served = client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()).body();
    }

    SwaggerParseResult read = new OpenAPIV3Parser().readContents(served, null, null);

    assertThat(read.getMessages()).isEmpty();
    assertThat(read.getOpenAPI().getPaths()).containsKey("/api/v1/{resource}");
  }

  @Test
  void description_everyOperation_saysWhatItIsAndHowItIsRefused() {
    Set<String> ids = new HashSet<>();
    operations(
        (path, operation) -> {
          String id = operation.path("operationId").asText();
          assertThat(id).as(path).isNotEmpty();
          assertThat(ids.add(id)).as("once: " + id).isTrue();
          assertThat(operation.path("summary").asText()).as(id).endsWith(".");
          assertThat(api.path("tags").findValuesAsText("name"))
              .contains(operation.path("tags").path(0).asText());
          for (String refusal : List.of("400", "401", "403", "405", "429", "503")) {
            assertThat(operation.path("responses").has(refusal)).as(id + " " + refusal).isTrue();
          }
        });
    Set<String> used = new HashSet<>();
    Matcher references = REFERENCE.matcher(api.toString());
    while (references.find()) {
      String kind = references.group(1);
      String name = references.group(2);
      assertThat(api.path("components").path(kind).has(name)).as(kind + " " + name).isTrue();
      used.add(kind + "/" + name);
    }
    for (String kind : List.of("parameters", "responses", "schemas")) {
      api.path("components")
          .path(kind)
          .fieldNames()
          .forEachRemaining(name -> assertThat(used).contains(kind + "/" + name));
    }
  }

  @Test
  void answers_toGoodRequests_areAsDescribed() {
    Map<String, String> good = new TreeMap<>();
    good.put("capabilities", "/federation/v1/capabilities");
    good.put("list", "/federation/v1/tasks?limit=1&sort=created_at&status=open");
    good.put("listOfTeam", "/federation/v1/teams/" + team + "/tasks");
    good.put("get", "/federation/v1/tasks/" + task);
    good.put("search", "/federation/v1/tasks/search?q=task");
    good.put("searchOfTeam", "/federation/v1/teams/" + team + "/tasks/search?q=described");
    good.put("searchEverything", "/federation/v1/search?q=s&resources=tasks,notes");
    good.put("ca", "/federation/v1/ca");
    SoftAssertions all = new SoftAssertions();
    good.forEach(
        (id, path) -> {
          Answer answer = get(path);
          all.assertThat(answer.status()).as(id + ": " + answer).isEqualTo(200);
          all.assertThat(schema(id, "200", "application/json").validate(answer.json()))
              .as(id + ": " + answer)
              .isEmpty();
        });
    Set<String> described = new HashSet<>();
    operations((path, operation) -> described.add(operation.path("operationId").asText()));
    all.assertThat(described)
        .as("the others have bodies that are no JSON, see EstTest")
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(good.keySet().stream(), Stream.of("estCaCertificates", "estRenew"))
                .toList());
    all.assertAll();
  }

  /** Whatever is in a parameter: an answer that the description has, and never a 5xx. */
  @Test
  void answers_toAnythingInAParameter_areAsDescribedAndNeverAFailureOfOurs() {
    SoftAssertions all = new SoftAssertions();
    operations(
        (path, operation) -> {
          if (operation.path("operationId").asText().startsWith("est")) {
            return;
          }
          for (String nasty : NASTY) {
            for (String name : names(path, operation)) {
              String asked = asked(path, operation, name, nasty);
              Answer answer = get(asked);
              String what = asked + ": " + answer;
              all.assertThat(answer.status()).as(what).isBetween(200, 499);
              if (answer.status() >= 400) {
                all.assertThat(problem().validate(answer.json())).as(what).isEmpty();
                all.assertThat(answer.body())
                    .as(what)
                    .doesNotContain("xception", "SELECT", "select ");
              }
            }
          }
        });
    all.assertAll();
  }

  private static final List<String> NASTY =
      List.of(
          "",
          "0",
          "-1",
          "501",
          "99999999999999999999",
          "1e9",
          "' or 1=1 --",
          "\u0000",
          "\u202e\ud83d\ude00",
          "..%2f..",
          "{\"a\":[",
          "\"( & | ! <-> :*",
          "a".repeat(1_500),
          "2026-13-45T99:99:99Z",
          "+292278994-08-17T07:12:55.807Z",
          "00000000-0000-0000-0000-000000000000");

  private void operations(BiConsumer<String, JsonNode> each) {
    for (Map.Entry<String, JsonNode> path : api.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        if (!method.getKey().equals("parameters")) {
          each.accept(path.getKey(), method.getValue());
        }
      }
    }
  }

  private List<String> names(String path, JsonNode operation) {
    return Stream.concat(parameters(api.path("paths").path(path)), parameters(operation))
        .filter(parameter -> !parameter.path("in").asText().equals("header"))
        .map(parameter -> parameter.path("name").asText())
        .toList();
  }

  private Stream<JsonNode> parameters(JsonNode of) {
    Stream.Builder<JsonNode> parameters = Stream.builder();
    of.path("parameters").forEach(parameter -> parameters.add(resolved(parameter)));
    return parameters.build();
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? api.at(node.path("$ref").asText().substring(1)) : node;
  }

  /** A request whose one parameter is what it should not be, and whose others are good. */
  private String asked(String path, JsonNode operation, String name, String value) {
    String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    String asked = path;
    for (Map.Entry<String, String> good :
        Map.of("resource", "tasks", "team_id", team, "id", task).entrySet()) {
      asked =
          asked.replace(
              "{" + good.getKey() + "}", name.equals(good.getKey()) ? encoded : good.getValue());
    }
    boolean inPath = path.contains("{" + name + "}");
    String query = inPath ? "" : name + "=" + encoded;
    if (names(path, operation).contains("q") && !name.equals("q")) {
      query += (query.isEmpty() ? "" : "&") + "q=task";
    }
    return query.isEmpty() ? asked : asked + "?" + query;
  }

  private JsonSchema schema(String operationId, String status, String mediaType) {
    ObjectNode[] found = new ObjectNode[1];
    operations(
        (path, operation) -> {
          if (operation.path("operationId").asText().equals(operationId)) {
            found[0] =
                resolved(operation.path("responses").path(status))
                    .path("content")
                    .path(mediaType)
                    .path("schema")
                    .deepCopy();
          }
        });
    return schema(found[0]);
  }

  private JsonSchema problem() {
    return schema(JSON.createObjectNode().put("$ref", "#/components/schemas/Problem"));
  }

  private JsonSchema schema(ObjectNode root) {
    root.set("components", api.path("components"));
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(root);
  }
}
