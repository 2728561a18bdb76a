package mosaic.harness;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Builds scope documents. */
final class Scope {
  private final ObjectNode document = UserApi.object();
  private final ObjectNode filters;

  private Scope(String... resources) {
    List.of(resources).forEach(document.putArray("resources")::add);
    filters = document.putObject("filters");
    document.putArray("excluded_resources");
    document.put("max_rows_per_query", 500);
  }

  static Scope of(String... resources) {
    return new Scope(resources);
  }

  /** Own personal rows, and those of these teams. */
  Scope withTeams(String resource, String... teams) {
    return filter(resource, true, teams);
  }

  /** Only what belongs to these teams. */
  Scope onlyTeams(String resource, String... teams) {
    return filter(resource, false, teams);
  }

  Scope excluding(String... resources) {
    ArrayNode excluded = document.putArray("excluded_resources");
    List.of(resources).forEach(excluded::add);
    return this;
  }

  Scope rows(int cap) {
    document.put("max_rows_per_query", cap);
    return this;
  }

  ObjectNode json() {
    return document.deepCopy();
  }

  private Scope filter(String resource, boolean personal, String... teams) {
    ObjectNode filter = filters.putObject(resource).put("include_personal", personal);
    List.of(teams).forEach(filter.putArray("include_teams")::add);
    return this;
  }
}
