package mosaic.gateway.pki;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A rotation that is only tried: every peer runs its own verifier over the chain that the rotation
 * would lead to. The keys of what was made for it are forgotten at once, so nothing else can come
 * of it.
 *
 * @param what {@code server}, {@code issuing} or {@code root}
 * @param chain the would-be chain of the server, PEM
 * @param root the would-be root, PEM; null when it stays
 * @param link its key, certified by the current root, PEM
 */
public record Rehearsal(
    UUID id, String what, String chain, @Nullable String root, @Nullable String link) {

  /** What a peer says that is ready. */
  public static final String READY = "ready";

  /**
   * How it went.
   *
   * @param results one for each grant in force
   */
  public record Report(UUID id, String what, Instant createdAt, List<Result> results) {
    /** Takes a private copy. */
    public Report {
      results = List.copyOf(results);
    }
  }

  /**
   * What came of it at one peer.
   *
   * @param outcome {@link #READY}, or why it would break; null when it was not heard from since
   */
  public record Result(
      UUID grant, String requestingServer, @Nullable String outcome, @Nullable Instant heardAt) {}
}
