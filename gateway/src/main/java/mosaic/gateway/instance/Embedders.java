package mosaic.gateway.instance;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import mosaic.gateway.embedding.Embedder;
import mosaic.gateway.embedding.LocalEmbedder;
import mosaic.gateway.embedding.OpenAiEmbedder;
import mosaic.gateway.instance.StartRefused.StartProblem;

/** Makes the embedder that the settings name; here, so that embedding knows nothing of settings. */
public final class Embedders {
  private static final String LOCAL = "local";
  private static final String OPENAI = "openai";
  private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");
  private static final Pattern HEADER_VALUE = Pattern.compile("[!-~]+");

  @Produces
  @Singleton
  Embedder embedder(MemoryConfig config) {
    return of(config);
  }

  /**
   * The embedder of these settings.
   *
   * @throws StartRefused with everything that is wrong with them
   */
  public static Embedder of(MemoryConfig config) {
    List<StartProblem> problems = problems(config);
    if (!problems.isEmpty()) {
      throw new StartRefused(problems);
    }
    if (config.embedder().equals(LOCAL)) {
      return new LocalEmbedder(config.dimension());
    }
    MemoryConfig.OpenAi openai = config.openai();
    return new OpenAiEmbedder(
        new OpenAiEmbedder.Settings(
            URI.create(openai.url().orElseThrow()),
            openai.model().orElseThrow(),
            openai.apiKey().map(Embedders::key),
            config.dimension(),
            openai.timeout()));
  }

  /** What is wrong with these settings, but for the key, which is not read yet. */
  static List<StartProblem> problems(MemoryConfig config) {
    List<StartProblem> problems = new ArrayList<>();
    switch (config.embedder()) {
      case LOCAL -> {}
      case OPENAI -> addProblems(config.openai(), problems);
      default ->
          problems.add(
              new StartProblem(
                  "setting memory.embedder: it names no embedder",
                  "use %s or %s".formatted(LOCAL, OPENAI)));
    }
    return problems;
  }

  private static void addProblems(MemoryConfig.OpenAi openai, List<StartProblem> problems) {
    if (openai.url().flatMap(Embedders::usable).isEmpty()) {
      problems.add(
          new StartProblem(
              "setting memory.openai.url: is missing, or not a URL that texts may be sent to",
              "use https://HOST/PATH such as https://api.openai.com/v1, without user, query or"
                  + " fragment; http only to this machine"));
    }
    if (openai.model().isEmpty()) {
      problems.add(
          new StartProblem(
              "setting memory.openai.model: is missing",
              "name a model of the server, such as text-embedding-3-small with memory.dimension"
                  + " 1536"));
    }
  }

  private static Optional<URI> usable(String url) {
    try {
      URI uri = new URI(url);
      boolean plain =
          uri.getHost() != null
              && uri.getUserInfo() == null
              && uri.getQuery() == null
              && uri.getFragment() == null;
      boolean safe =
          "https".equals(uri.getScheme())
              || ("http".equals(uri.getScheme())
                  && LOOPBACK.matcher(String.valueOf(uri.getHost())).matches());
      return plain && safe ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException malformed) {
      return Optional.empty();
    }
  }

  private static String key(String reference) {
    String key = new SecretReference("memory.openai.api_key", reference).read();
    if (!HEADER_VALUE.matcher(key).matches()) {
      throw new StartRefused(
          "setting memory.openai.api_key: what it refers to is not one word of printable ASCII",
          "put the key there, and nothing else");
    }
    return key;
  }
}
