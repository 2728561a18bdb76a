package mosaic.gateway.doctor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.temporal.ChronoUnit;
import java.util.TreeMap;
import mosaic.gateway.instance.check.Finding;

/** The report for programs; DOCTOR.md holds the names of its fields. */
final class JsonReport {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Raised when a field changes its meaning or goes. */
  private static final int VERSION = 1;

  private JsonReport() {}

  static String of(Report report) {
    ObjectNode root = JSON.objectNode();
    root.put("version", VERSION)
        .put("checked_at", report.checkedAt().truncatedTo(ChronoUnit.MILLIS).toString())
        .put("server_name", report.serverName().orElse(null))
        .put("tier", report.tier().orElse(null))
        .put("overall", report.colour().wireName());
    ArrayNode items = root.putArray("items");
    report.findings().forEach(finding -> items.add(item(finding)));
    return root.toPrettyString();
  }

  private static ObjectNode item(Finding finding) {
    String address = finding.subject().address();
    ObjectNode item =
        JSON.objectNode()
            .put("id", finding.subject().id())
            .put("service", finding.subject().service())
            .put("address", address.isEmpty() ? null : address)
            .put("state", finding.state().wireName())
            .put("detail", finding.detail())
            .put("remedy", finding.remedy().orElse(null));
    ObjectNode measured = item.putObject("measured");
    new TreeMap<>(finding.measured())
        .forEach((name, value) -> measured.set(name, JSON.pojoNode(value)));
    return item;
  }
}
