package mosaic.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/** The unpacked programs of PostgreSQL 17, with or without pgvector among its extensions. */
record PostgresInstallation(Path root) {
  private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
  private static final String PACKAGE = "postgresql-17-pgvector";

  /** Debian 13 is the release with PostgreSQL 17. */
  private static final List<String> SUITES = List.of("trixie");

  private static final Path SYSTEM = Path.of("/");
  private static final String LIBRARY = "usr/lib/postgresql/17/lib/vector.so";
  private static final String EXTENSION = "usr/share/postgresql/17/extension";
  private static final Pattern DEFAULT_VERSION =
      Pattern.compile("default_version\\s*=\\s*'([^']+)'");

  private static final Pattern TRUSTED = Pattern.compile("(?m)^\\s*trusted\\s*=");

  private static final String REMEDY =
      "Connect this machine to its Debian mirror once and start again (it is kept afterwards), or"
          + " install "
          + PACKAGE
          + ", or set mosaic.database.* to your own PostgreSQL 17 with pgvector.";

  /** Without pgvector, nothing is fetched: all that is needed came with this module. */
  static PostgresInstallation prepare(
      ServiceCache cache, boolean pgvector, Consumer<String> progress) {
    HostSystem host = HostSystem.detect();
    String name =
        pgvector
            ? "postgresql-" + version() + "-trusted-pgvector-" + host.label()
            : "postgresql-" + version();
    return new PostgresInstallation(
        cache.entry(
            name,
            progress,
            directory -> {
              progress.accept("unpacking PostgreSQL " + version() + " (once)");
              unpackPostgres(directory);
              if (pgvector) {
                addVector(host, directory, progress);
              }
            }));
  }

  /** The version of the binaries this module was built with. */
  static String version() {
    Properties versions = new Properties();
    try (@Nullable InputStream stream =
        PostgresInstallation.class.getResourceAsStream("versions.properties")) {
      if (stream != null) {
        versions.load(stream);
      }
    } catch (IOException e) {
      throw incompleteBuild("versions.properties", e);
    }
    @Nullable String version = versions.getProperty("postgresql");
    if (version == null) {
      throw incompleteBuild("versions.properties", null);
    }
    return version;
  }

  Path program(String name) {
    return root.resolve("bin").resolve(name);
  }

  String pgvectorVersion() {
    Path control = root.resolve("share/postgresql/extension/vector.control");
    try {
      Matcher matcher = DEFAULT_VERSION.matcher(Files.readString(control));
      return matcher.find() ? matcher.group(1) : "unknown";
    } catch (IOException e) {
      throw new EmbeddedServiceException(
          control + " cannot be read: " + e.getMessage() + ".", "Delete " + root + ".", e);
    }
  }

  private static void unpackPostgres(Path directory) throws IOException {
    try (@Nullable InputStream archive = PostgresInstallation.class.getResourceAsStream(ARCHIVE)) {
      if (archive == null) {
        throw incompleteBuild(ARCHIVE, null);
      }
      try (XZInputStream plain = new XZInputStream(archive)) {
        Command.Result result =
            Command.of(
                    List.of(
                        "tar",
                        "--extract",
                        "--file=-",
                        "--no-same-owner",
                        "--exclude=*.a",
                        "--exclude=pkgconfig",
                        "--directory=" + directory))
                .run(plain);
        if (!result.succeeded()) {
          throw new IOException(result.lastWords());
        }
      }
    }
  }

  private static void addVector(HostSystem host, Path directory, Consumer<String> progress)
      throws IOException {
    Path work = directory.resolve(".apt");
    Path source = SYSTEM;
    if (!Files.isRegularFile(SYSTEM.resolve(LIBRARY))) {
      progress.accept("fetching pgvector through apt (once, about 10 MB)");
      source = Files.createDirectories(work.resolve("unpacked"));
      new DebianPackages(host, work, REMEDY).unpack(PACKAGE, SUITES, source);
    }
    byte[] original = Files.readAllBytes(source.resolve(LIBRARY));
    Files.write(
        directory.resolve("lib/postgresql/vector.so"),
        ElfSymbolVersions.loadableOn(glibc(), original));
    // Kept beside it, so that what was changed can be seen (and is not named .so).
    Files.write(directory.resolve("lib/postgresql/vector.debian"), original);
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(source.resolve(EXTENSION), "vector*")) {
      for (Path file : files) {
        Files.copy(
            file,
            directory.resolve("share/postgresql/extension").resolve(file.getFileName()),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
    trustVector(directory.resolve("share/postgresql/extension/vector.control"));
    ServiceCache.deleteRecursively(work);
  }

  /**
   * Lets the owner of a database create the extension: no superuser has to prepare each one. Later
   * releases of pgvector say so themselves.
   */
  private static void trustVector(Path control) throws IOException {
    if (!TRUSTED.matcher(Files.readString(control)).find()) {
      Files.writeString(control, "\ntrusted = true\n", StandardOpenOption.APPEND);
    }
  }

  /** "glibc 2.36". */
  private static String glibc() {
    return Command.of(List.of("getconf", "GNU_LIBC_VERSION")).run().output();
  }

  private static EmbeddedServiceException incompleteBuild(
      String resource, @Nullable IOException cause) {
    String problem = "This build lacks the embedded PostgreSQL (" + resource + ").";
    String remedy = "Build it again with Maven, dependencies included.";
    return cause == null
        ? new EmbeddedServiceException(problem, remedy)
        : new EmbeddedServiceException(problem, remedy, cause);
  }
}
