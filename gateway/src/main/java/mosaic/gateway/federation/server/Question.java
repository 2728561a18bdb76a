package mosaic.gateway.federation.server;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.UUID;
import mosaic.gateway.resource.ListQuery;
import mosaic.gateway.scope.ResourcePath;
import mosaic.gateway.scope.ResourceType;
import mosaic.gateway.search.SearchText;
import org.jspecify.annotations.Nullable;

/** What a peer asks. */
sealed interface Question {
  /** The largest page (PROTOCOL). */
  int MOST_ROWS = 500;

  /** The resource of what concerns the grant's certificate, as in the audit log. */
  String CERTIFICATE = "certificate";

  /** A question about rows, or what rows there are. */
  sealed interface Read extends Question {}

  /** The verb, as in the audit log. */
  String verb();

  /** The resource, as in the audit log. */
  String resource();

  /**
   * {@code GET /federation/v1/{resource}}.
   *
   * @param query what of, and in which order
   * @param limit most rows wanted, 1…500
   * @param cursor where to go on; null for the first page
   */
  record ListRows(ListQuery query, int limit, @Nullable String cursor) implements Read {
    /** Its parameters, written the same for the same question. */
    String normalised() {
      return query.queryString() + "&limit=" + limit + "&cursor=" + cursor;
    }

    @Override
    public String verb() {
      return "list";
    }

    @Override
    public String resource() {
      return query.path().toString();
    }
  }

  /**
   * {@code GET /federation/v1/{resource}/search} and {@code GET /federation/v1/search}.
   *
   * @param resource the path, or {@code search}, as in the audit log
   * @param paths where to look; empty for everything that may be read
   * @param text what to search for
   * @param limit most rows wanted, 1…100
   */
  record Search(String resource, List<ResourcePath> paths, SearchText text, int limit)
      implements Read {
    /** The most rows of a search (PROTOCOL). */
    static final int MOST_ROWS = 100;

    public Search {
      paths = List.copyOf(paths);
    }

    @Override
    public String verb() {
      return "search";
    }
  }

  /** {@code GET /federation/v1/{resource}/{id}}. */
  record GetRow(ResourceType type, UUID id) implements Read {
    @Override
    public String verb() {
      return "get";
    }

    @Override
    public String resource() {
      return type.wireName();
    }
  }

  /** {@code GET /.well-known/est/cacerts} (RFC 7030, 4.1). */
  record CaCertificates() implements Question {
    @Override
    public String verb() {
      return "cacerts";
    }

    @Override
    public String resource() {
      return CERTIFICATE;
    }
  }

  /**
   * {@code POST /.well-known/est/simplereenroll} (RFC 7030, 4.2.2).
   *
   * @param csr PKCS#10 in DER, not looked at yet
   */
  record Renew(Buffer csr) implements Question {
    @Override
    public String verb() {
      return "renew";
    }

    @Override
    public String resource() {
      return CERTIFICATE;
    }
  }

  /**
   * {@code GET /federation/v1/ca}.
   *
   * @param pinnedRoot which root the peer says that it pins
   */
  record Authority(@Nullable String pinnedRoot) implements Read {
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
  record Capabilities() implements Read {
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
