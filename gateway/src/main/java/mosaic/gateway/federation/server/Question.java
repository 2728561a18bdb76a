package mosaic.gateway.federation.server;

import java.util.UUID;
import mosaic.gateway.scope.ResourcePath;
import mosaic.gateway.scope.ResourceType;
import org.jspecify.annotations.Nullable;

/** What a peer asks. */
sealed interface Question {
  /** The largest page (PROTOCOL). */
  int MOST_ROWS = 500;

  /** The verb, as in the audit log. */
  String verb();

  /** The resource, as in the audit log. */
  String resource();

  /**
   * {@code GET /federation/v1/{resource}}.
   *
   * @param path the resource, or a team's
   * @param limit most rows wanted, 1…500
   * @param cursor where to go on; null for the first page
   */
  record ListRows(ResourcePath path, int limit, @Nullable String cursor) implements Question {
    @Override
    public String verb() {
      return "list";
    }

    @Override
    public String resource() {
      return path.toString();
    }
  }

  /** {@code GET /federation/v1/{resource}/{id}}. */
  record GetRow(ResourceType type, UUID id) implements Question {
    @Override
    public String verb() {
      return "get";
    }

    @Override
    public String resource() {
      return type.wireName();
    }
  }

  /**
   * {@code GET /federation/v1/ca}.
   *
   * @param pinnedRoot which root the peer says that it pins
   */
  record Authority(@Nullable String pinnedRoot) implements Question {
    @Override
    public String verb() {
      return "ca";
    }

    @Override
    public String resource() {
      return "ca";
    }
  }

  /** {@code GET /federation/v1/capabilities}. */
  record Capabilities() implements Question {
    @Override
    public String verb() {
      return "capabilities";
    }

    @Override
    public String resource() {
      return "capabilities";
    }
  }
}
