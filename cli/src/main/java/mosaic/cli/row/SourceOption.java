package mosaic.cli.row;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of every command that reads. */
final class SourceOption {
  @Option(
      names = "--source",
      paramLabel = "SOURCE",
      converter = Source.Converter.class,
      completionCandidates = Source.Candidates.class,
      description =
          "local, federated:<host>, or all: local and every active peer (default: local).")
  @Nullable Source source;

  Optional<String> text() {
    return Optional.ofNullable(source).map(Source::text);
  }

  boolean isAll() {
    return source != null && source.isAll();
  }
}
