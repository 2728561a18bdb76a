package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Asks every cell of the matrix in ACCESS-RULE.md, over mutual TLS. What has to come out is not the
 * gateway's to say: the document is held to the requirements, by a test in the module {@code
 * gateway}.
 */
@ExtendWith(SharedGateways.class)
final class AccessMatrixOnTheWireTest {
  private static final List<String> RESOURCES =
      List.of("tasks", "notes", "memory", "credentials", "api_keys");

  /** In the title of every row. */
  private static final String WORD = "?q=quokka&limit=100";

  private final GatewayPair pair;
  private final AccessMatrixDocument matrix = AccessMatrixDocument.read();

  /** Id of the row by resource and kind. */
  private final Map<String, String> ids = new LinkedHashMap<>();

  private final Map<String, String> teams = new LinkedHashMap<>();

  AccessMatrixOnTheWireTest(GatewayPair pair) {
    this.pair = pair;
  }

  @Test
  @Tag("T-31")
  void everyCell_isAnsweredAsTheDocumentSays() {
    Story story = Story.of(pair);
    people(story.atWork());
    List<String> expected = new ArrayList<>();
    List<String> answered = new ArrayList<>();
    Set<String> requests = new HashSet<>();
    int scopes = 0;

    for (AccessMatrixDocument.Kind scope : matrix.scopes()) {
      Grant grant =
          pair.work()
              .admin()
              .createGrant(story.atWork(), pair.home().serverName(), document(scope.document()));
      // The one version and the other in turn: the answer is the same by both.
      HttpClient.Version version =
          scopes++ % 2 == 0 ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1;
      try (GrantClient peer = GrantClient.of(pair.work(), story.certificate(grant), version)) {
        expected.add(scope.name() + " names " + matrix.named(scope.name()));
        answered.add(scope.name() + " names " + named(peer));
        for (AccessMatrixDocument.Line line : matrix.lines(scope.name())) {
          expected.add(line.toString());
          answered.add(
              new AccessMatrixDocument.Line(
                      scope.name(), line.request(), line.resource(), answers(peer, line))
                  .toString());
          requests.add(line.request());
        }
      }
    }

    assertThat(answered).containsExactlyElementsOf(expected);
    assertThat(requests).hasSize(10);
    assertThat(answered).hasSize(scopes * (1 + requests.size() * RESOURCES.size()));
  }

  /** What each kind of row is answered. */
  private List<String> answers(GrantClient peer, AccessMatrixDocument.Line line) {
    if (line.request().equals("search, all types")) {
      return shown(peer.get("search" + WORD), line.resource());
    }
    String verb = line.request().substring(0, line.request().indexOf(' '));
    String path = filledIn(line.request().substring(verb.length() + 1), line.resource());
    return switch (verb) {
      case "list" -> shown(peer.get(path + "?limit=500"), line.resource());
      case "search" -> shown(peer.get(path + "/search" + WORD), line.resource());
      case "get" ->
          matrix.rows().stream()
              .map(kind -> id(line.resource(), kind))
              .map(id -> got(peer.get(path.replace("{id}", id)), id))
              .toList();
      default -> throw new AssertionError("no such verb: " + line);
    };
  }

  private List<String> shown(Answer answer, String resource) {
    List<String> shown = new ArrayList<>();
    List<String> items = new ArrayList<>();
    for (JsonNode item : answer.json().path("items")) {
      if (item.path("resource").asText().equals(resource)) {
        items.add(item.path("id").asText());
      }
    }
    for (String kind : matrix.rows()) {
      shown.add(
          answer.status() != 200
              ? String.valueOf(answer.status())
              : items.contains(id(resource, kind)) ? "row" : "–");
    }
    assertThat(items)
        .as("nothing but the rows of the matrix")
        .hasSize((int) shown.stream().filter("row"::equals).count());
    return shown;
  }

  private String id(String resource, String kind) {
    return Objects.requireNonNull(ids.get(resource + " " + kind));
  }

  private static String got(Answer answer, String id) {
    boolean row = answer.json().path("item").path("id").asText().equals(id);
    return answer.status() == 200 && row ? "row" : String.valueOf(answer.status());
  }

  /** The paths of tasks that capabilities name; those of the other resources are the same. */
  private List<String> named(GrantClient peer) {
    List<String> paths =
        peer.get("capabilities").expect(200).json().path("resources").findValuesAsText("resource");
    assertThat(paths).hasSize(RESOURCES.size() * (paths.size() / RESOURCES.size()));
    return paths.stream()
        .filter(path -> path.endsWith("tasks"))
        .map(path -> path.replace("tasks", "R"))
        .map(path -> path.replace(String.valueOf(teams.get("T1")), "T1"))
        .toList();
  }

  /** Alice and Bob, their teams, and a row of each kind in each resource. */
  private void people(Person alice) {
    UserApi admin = pair.work().admin();
    Person bob = Names.person(pair.work(), "bob");
    teams.put("T0", UUID.randomUUID().toString());
    teams.put("T1", admin.createTeam(Names.unique("t1"), alice, bob));
    teams.put("T2", admin.createTeam(Names.unique("t2"), alice));
    teams.put("T3", admin.createTeam(Names.unique("t3"), alice, bob));
    for (String resource : RESOURCES) {
      for (String kind : matrix.rows()) {
        Person owner = kind.startsWith("own") ? alice : bob;
        ObjectNode row = UserApi.object().put("title", "quokka, " + kind);
        teams.forEach(
            (name, id) -> {
              if (kind.contains(name)) {
                row.put("team_id", id);
              }
            });
        ids.put(resource + " " + kind, owner.api().createRow(resource, row));
      }
    }
    admin.delete("/api/v1/teams/" + teams.get("T3") + "/members/" + alice.id()).expect(204);
  }

  /** One scope for all five resources at once. */
  private JsonNode document(String template) {
    ObjectNode all = UserApi.object();
    for (String resource : RESOURCES) {
      JsonNode one = new Answer(200, Map.of(), filledIn(template, resource)).json();
      one.properties()
          .forEach(
              member -> {
                switch (member.getValue()) {
                  case ArrayNode list -> all.withArrayProperty(member.getKey()).addAll(list);
                  case ObjectNode object -> all.withObjectProperty(member.getKey()).setAll(object);
                  default -> throw new AssertionError("neither list nor object: " + member);
                }
              });
    }
    return all;
  }

  private String filledIn(String text, String resource) {
    String filled = text.replaceAll("\\bR\\b", resource);
    for (Map.Entry<String, String> team : teams.entrySet()) {
      filled = filled.replace(team.getKey(), team.getValue());
    }
    return filled;
  }
}
