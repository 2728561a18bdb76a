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

  /** Whether the Markdown files of the Kubernetes community are there. */
  static boolean hasKubernetesCommunity() {
    return Files.isReadable(archive());
  }

  /** Unpacks the Markdown files of the Kubernetes community and returns their folder. */
  static Path kubernetesCommunity(Path into) throws IOException, InterruptedException {
    Path archive = archive();
    if (!hasKubernetesCommunity()) {
      throw new HarnessException(
          archive + " is wanted and not there: put the folder 'shared' beside the checkout");
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

  private static Path archive() {
    return ProjectRoot.path().resolveSibling("shared/data/kubernetes-community-markdown.tar.xz");
  }
}
