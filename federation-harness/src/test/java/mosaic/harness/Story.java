package mosaic.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One person who has an account at work and one at home, and a grant that lets the second read as
 * the first.
 */
record Story(GatewayPair pair, Person atWork, Person atHome) {
  private static final String RESOURCES = "tasks notes memory credentials api_keys";

  static Story of(GatewayPair pair) {
    return new Story(
        pair, Names.person(pair.work(), "alice"), Names.person(pair.home(), "alice-at-home"));
  }

  GatewayPair.Link link(Scope scope) {
    return pair.link(atWork, atHome, scope.json());
  }

  /** The grant enrolled by the test itself, to be used on the federation listener directly. */
  ClientCertificate certificate(Grant grant) {
    return new Enrolment(pair).enrol(grant);
  }

  Grant grant(Scope scope) {
    return pair.work().admin().createGrant(atWork, pair.home().serverName(), scope.json());
  }

  /** Home's view of a path at work, as its user asks for it. */
  Answer fromHome(String path) {
    String separator = path.contains("?") ? "&" : "?";
    return atHome.api().get("/api/v1/" + path + separator + "source=" + pair.federated());
  }

  /** One row of every resource, titled by person and resource. */
  void fill(Person person) {
    for (String resource : RESOURCES.split(" ", -1)) {
      ObjectNode row = UserApi.object().put("title", person.name() + "'s " + resource);
      if (resource.equals("credentials") || resource.equals("api_keys")) {
        row.put("secret", "hunter2-of-" + person.name());
      }
      var _ = person.api().createRow(resource, row);
    }
  }

  JsonNode source(JsonNode page, String name) {
    for (JsonNode source : page.path("sources")) {
      if (source.path("source").asText().equals(name)) {
        return source;
      }
    }
    throw new AssertionError("No source " + name + " in " + page);
  }
}
