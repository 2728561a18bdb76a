package mosaic.cli.row;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import mosaic.cli.Times;
import mosaic.cli.json.Json;
import mosaic.cli.terminal.Table;

/** Rows as a table; a status column for tasks only. */
final class RowTable {
  private final boolean withStatus;
  private final TeamNames teams;
  private final Table table;

  RowTable(Resource resource, TeamNames teams) {
    this.withStatus = resource == Resource.TASKS;
    this.teams = teams;
    this.table =
        withStatus
            ? Table.withElastic("TITLE", "SOURCE", "ID", "TITLE", "STATUS", "TEAM", "UPDATED")
            : Table.withElastic("TITLE", "SOURCE", "ID", "TITLE", "TEAM", "UPDATED");
  }

  void add(JsonNode item) {
    List<String> cells = new ArrayList<>();
    cells.add(Json.text(item, "_source"));
    cells.add(Json.text(item, "id"));
    cells.add(Json.text(item, "title"));
    if (withStatus) {
      cells.add(Json.text(item, "status"));
    }
    cells.add(teams.of(item));
    cells.add(Times.toTheMinute(Json.text(item, "updated_at")));
    table.row(cells);
  }

  List<String> lines(int columns) {
    return table.isEmpty() ? List.of("no rows") : table.lines(columns);
  }
}
