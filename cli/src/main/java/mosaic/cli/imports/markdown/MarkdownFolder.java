package mosaic.cli.imports.markdown;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import mosaic.cli.imports.ItemRules;
import mosaic.cli.imports.Place;
import mosaic.cli.imports.Skipped;

/**
 * The Markdown files below a folder, in the order of their paths. No symbolic link is followed, so
 * that nothing from outside the folder gets in and nothing inside is read twice; each is reported.
 */
final class MarkdownFolder {
  static final int LARGEST_FILE = 1 << 20;

  /** What {@code #<16 hex digits>-<occurrence>} adds to a path in the key of a task. */
  static final int TASK_KEY_SUFFIX = 28;

  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final char UNDECODABLE = '\uFFFD';
  private static final String VERSION_CONTROL = ".git";

  private final Path root;
  private final List<Entry> entries = new ArrayList<>();
  private final List<Skipped> skipped = new ArrayList<>();

  /** A file that is worth reading. */
  record Entry(String path, Path file) {}

  /** What reading a file came to. */
  sealed interface Content {
    record Text(String text) implements Content {}

    record Unusable(String reason) implements Content {}
  }

  private MarkdownFolder(Path root) {
    this.root = root;
  }

  static MarkdownFolder scan(Path directory) throws IOException {
    Path root = directory.toRealPath();
    if (!Files.isDirectory(root)) {
      throw new NotDirectoryException(directory.toString());
    }
    MarkdownFolder folder = new MarkdownFolder(root);
    Files.walkFileTree(root, folder.new Walk());
    folder.entries.sort(Comparator.comparing(Entry::path));
    return folder;
  }

  List<Entry> entries() {
    return List.copyOf(entries);
  }

  List<Skipped> skipped() {
    return List.copyOf(skipped);
  }

  static Content read(Entry entry) {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(entry.file(), LinkOption.NOFOLLOW_LINKS)) {
      bytes = in.readNBytes(LARGEST_FILE + 1);
    } catch (IOException failed) {
      return new Content.Unusable("cannot be read: " + failed.getClass().getSimpleName());
    }
    if (bytes.length > LARGEST_FILE) {
      return new Content.Unusable("larger than 1 MiB");
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException malformed) {
      return new Content.Unusable(
          looksLikeUtf16(bytes) ? "not UTF-8 but UTF-16" : "not UTF-8 text");
    }
    if (text.indexOf('\0') >= 0) {
      return new Content.Unusable("holds a NUL character, so it is not text");
    }
    return new Content.Text(
        !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text);
  }

  private static boolean looksLikeUtf16(byte[] bytes) {
    return bytes.length >= 2
        && ((bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE)
            || (bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF));
  }

  private static boolean isMarkdown(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return name.endsWith(".md") || name.endsWith(".markdown");
  }

  private String key(Path file) {
    List<String> names = new ArrayList<>();
    root.relativize(file).forEach(name -> names.add(name.toString()));
    return String.join("/", names);
  }

  private void add(Path file) {
    String path = key(file);
    if (path.length() > ItemRules.LONGEST_KEY - TASK_KEY_SUFFIX) {
      skipped.add(
          new Skipped(
              new Place.File(path),
              "its path is longer than " + (ItemRules.LONGEST_KEY - TASK_KEY_SUFFIX)));
    } else if (path.indexOf(UNDECODABLE) >= 0) {
      skipped.add(new Skipped(new Place.File(path), "its path is not UTF-8 text"));
    } else if (path.chars().anyMatch(Character::isISOControl)) {
      skipped.add(new Skipped(new Place.File(path), "its path holds a control character"));
    } else {
      entries.add(new Entry(path, file));
    }
  }

  private final class Walk extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      boolean versionControl =
          !directory.equals(root)
              && String.valueOf(directory.getFileName()).equals(VERSION_CONTROL);
      return versionControl ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isSymbolicLink()) {
        if (isMarkdown(file) || Files.isDirectory(file)) {
          skipped.add(
              new Skipped(new Place.File(key(file)), "a symbolic link, which is not followed"));
        }
      } else if (isMarkdown(file)) {
        if (attributes.isRegularFile()) {
          add(file);
        } else {
          skipped.add(new Skipped(new Place.File(key(file)), "not a regular file"));
        }
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      skipped.add(
          new Skipped(
              new Place.File(key(file)), "cannot be read: " + failure.getClass().getSimpleName()));
      return FileVisitResult.CONTINUE;
    }
  }
}
