package mosaic.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tukaani.xz.XZInputStream;

/** Real documents that lie beside the checkout, too large to be in it. */
final class SharedData {
  private SharedData() {}

  /** Unpacks the Markdown files of the Kubernetes community and returns their folder. */
  static Path kubernetesCommunity(Path into) throws IOException, InterruptedException {
    Path archive =
        ProjectRoot.path().resolveSibling("shared/data/kubernetes-community-markdown.tar.xz");
    if (!Files.isReadable(archive)) {
      throw new HarnessException(
          "This test imports "
              + archive
              + ", which is not there: put the folder 'shared' beside the checkout");
    }
    Process tar =
        new ProcessBuilder(List.of("tar", "-xf", "-", "-C", into.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (InputStream files = new XZInputStream(Files.newInputStream(archive));
        OutputStream stdin = tar.getOutputStream()) {
      var _ = files.transferTo(stdin);
    }
    if (tar.waitFor() != 0) {
      throw new HarnessException("tar could not unpack " + archive);
    }
    return into.resolve("kubernetes-community");
  }
}
