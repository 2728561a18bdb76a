package mosaic.cli.row;

import java.util.List;
import mosaic.cli.CommandFailure;
import mosaic.cli.Id;
import mosaic.cli.gateway.ApiPath;

/** A row as it is typed: {@code tasks ID} or {@code tasks/ID}. */
record RowAddress(Resource resource, Id id) {

  static RowAddress parse(List<String> words) {
    List<String> parts = words.size() == 1 ? List.of(words.getFirst().split("/", -1)) : words;
    if (parts.size() != 2) {
      throw CommandFailure.usage(
          "row-malformed",
          "It is not clear which row is meant",
          "a resource and an id are needed",
          "write tasks ID or tasks/ID");
    }
    return new RowAddress(Resource.parse(parts.getFirst()), Id.parse(parts.getLast()));
  }

  ApiPath path() {
    return ApiPath.of(resource.path(), id.text());
  }

  @Override
  public String toString() {
    return resource.path() + "/" + id;
  }
}
