package mosaic.cli.imports.markdown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import mosaic.cli.imports.Skipped;
import mosaic.cli.imports.markdown.MarkdownFolder.Content;
import mosaic.cli.imports.markdown.MarkdownFolder.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class MarkdownFolderTest {
  @TempDir private Path directory;

  private void file(String path) throws IOException {
    Path file = directory.resolve("vault").resolve(path);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, "text");
  }

  private MarkdownFolder scan() throws IOException {
    return MarkdownFolder.scan(directory.resolve("vault"));
  }

  @Test
  void scan_folder_takesMarkdownInOrderAndOnlyGitIsLeftOut() throws Exception {
    for (String path :
        List.of("b.md", "a/c.markdown", "a/B.MD", ".github/i.md", "x.txt", "md", "d.md.bak")) {
      file(path);
    }
    file(".git/inside.md");
    file("sub/.git/inside.md");

    MarkdownFolder folder = scan();

    assertThat(folder.entries())
        .extracting(Entry::path)
        .containsExactly(".github/i.md", "a/B.MD", "a/c.markdown", "b.md");
    assertThat(folder.skipped()).isEmpty();
  }

  @Test
  void scan_symbolicLinks_areReportedAndNotFollowed() throws Exception {
    file("real.md");
    Path outside = Files.createDirectories(directory.resolve("outside"));
    Files.writeString(outside.resolve("secret.md"), "secret");
    Path vault = directory.resolve("vault");
    Files.createSymbolicLink(vault.resolve("file.md"), outside.resolve("secret.md"));
    Files.createSymbolicLink(vault.resolve("folder"), outside);
    Files.createSymbolicLink(vault.resolve("loop"), vault);
    Files.createSymbolicLink(vault.resolve("broken.md"), vault.resolve("nowhere"));
    Files.createSymbolicLink(vault.resolve("picture.png"), outside.resolve("secret.md"));

    MarkdownFolder folder = scan();

    assertThat(folder.entries()).extracting(Entry::path).containsExactly("real.md");
    assertThat(folder.skipped())
        .extracting(skipped -> skipped.place().toString())
        .containsExactlyInAnyOrder("file.md", "folder", "loop", "broken.md");
  }

  @Test
  void scan_folderIsALink_itsTargetIsRead() throws Exception {
    file("a.md");
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("vault"));

    assertThat(MarkdownFolder.scan(link).entries()).extracting(Entry::path).containsExactly("a.md");
  }

  @Test
  void scan_namesThatKeysCannotHold_areReported() throws Exception {
    file("line\nbreak.md");
    file(("x".repeat(200) + "/").repeat(5) + "deep.md");
    Files.createDirectories(directory.resolve("vault/folder.md"));

    MarkdownFolder folder = scan();

    assertThat(folder.entries()).isEmpty();
    assertThat(folder.skipped())
        .extracting(Skipped::reason)
        .containsExactlyInAnyOrder(
            "its path holds a control character", "its path is longer than 996");
  }

  @Test
  void scan_notAFolder_isRefused() throws Exception {
    file("a.md");

    assertThatThrownBy(() -> MarkdownFolder.scan(directory.resolve("vault/a.md")))
        .isInstanceOf(NotDirectoryException.class);
  }

  @Test
  void read_fileBecameALink_isNotFollowed() throws Exception {
    Path outside = Files.writeString(directory.resolve("outside"), "secret");
    Path link = Files.createSymbolicLink(directory.resolve("a.md"), outside);

    assertThat(MarkdownFolder.read(new Entry("a.md", link))).isInstanceOf(Content.Unusable.class);
  }

  static Stream<Arguments> contents() {
    byte[] latin1 = "Grüße".getBytes(StandardCharsets.ISO_8859_1);
    byte[] exact = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
    byte[] over = "x".repeat((1 << 20) + 1).getBytes(StandardCharsets.UTF_8);
    return Stream.of(
        Arguments.of("empty", new byte[0], "text:"),
        Arguments.of("byte order mark", utf8("\uFEFF# A"), "text:# A"),
        Arguments.of("CRLF", utf8("a\r\nb"), "text:a\r\nb"),
        Arguments.of("exactly 1 MiB", exact, "text:" + "x".repeat(1 << 20)),
        Arguments.of("over 1 MiB", over, "larger than 1 MiB"),
        Arguments.of("Latin-1", latin1, "not UTF-8 text"),
        Arguments.of(
            "UTF-16", "\uFEFFa".getBytes(StandardCharsets.UTF_16LE), "not UTF-8 but UTF-16"),
        Arguments.of("cut in a character", new byte[] {'a', (byte) 0xC3}, "not UTF-8 text"),
        Arguments.of(
            "surrogate", new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, "not UTF-8 text"),
        Arguments.of("NUL", utf8("a\0b"), "holds a NUL character, so it is not text"));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("contents")
  void read_bytes_areTextOrTheReasonWhyNot(String name, byte[] bytes, String expected)
      throws Exception {
    Path file = Files.write(directory.resolve("f.md"), bytes);

    String outcome =
        switch (MarkdownFolder.read(new Entry("f.md", file))) {
          case Content.Text(String text) -> "text:" + text;
          case Content.Unusable(String reason) -> reason;
        };

    assertThat(outcome).as(name).isEqualTo(expected);
  }
}
