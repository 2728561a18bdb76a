package mosaic.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** One gateway of a tier that does not federate: settings, process, and what it keeps. */
final class LoneGateway implements AutoCloseable {
  private final GatewaySettings settings;
  private final String tier;
  private final Path hostsFile;
  private GatewayProcess process;

  private LoneGateway(GatewaySettings settings, String tier) {
    this.settings = settings;
    this.tier = tier;
    this.hostsFile = settings.directory().resolve("hosts");
    LocalNames.register(settings.serverName(), settings.address());
    Directories.make(settings.directory());
    LocalNames.writeHostsFile(hostsFile);
    this.process = start("");
  }

  /** Starts one that brings its own PostgreSQL, and waits until it is ready. */
  static LoneGateway local(Path directory) {
    // Nothing of this is used: the gateway has no services but its own.
    ServiceAddresses none = new ServiceAddresses("", 0, "", "", "", 0, "");
    GatewaySettings settings = settings(directory, "local", none);
    settings.write(
        configuration -> {
          configuration.put("tier", "local");
          configuration.remove(List.of("database", "valkey", "federation", "revocation"));
        });
    return new LoneGateway(settings, "local");
  }

  /** Starts one on PostgreSQL without pgvector and Valkey, and waits until it is ready. */
  static LoneGateway standalone(Path directory, ServiceAddresses services) {
    return standalone(directory, services, "english");
  }

  /** The same, with another language of search. */
  static LoneGateway standalone(Path directory, ServiceAddresses services, String searchLanguage) {
    GatewaySettings settings = settings(directory, "standalone", services);
    settings.database().createWithoutPgvector();
    settings.write(
        configuration -> {
          configuration.put("tier", "standalone");
          configuration.putObject("search").put("language", searchLanguage);
          configuration.remove(List.of("federation", "revocation"));
        });
    return new LoneGateway(settings, "standalone");
  }

  private static GatewaySettings settings(Path directory, String stem, ServiceAddresses services) {
    String name = Names.unique(stem);
    String address = Loopback.address();
    return new GatewaySettings(
        name + ".example",
        address,
        address,
        directory,
        Database.plan(services, name.replace('-', '_')),
        services);
  }

  /** Its database, as its superuser sees it; in tier {@code local} while it runs. */
  Database database() {
    return tier.equals("local")
        ? embeddedDatabase(settings.dataDirectory().resolve("postgres"))
        : settings.database();
  }

  /** The database in this directory of an embedded PostgreSQL that runs. */
  static Database embeddedDatabase(Path directory) {
    try {
      List<String> lock = Files.readAllLines(directory.resolve("cluster/postmaster.pid"));
      String password = Files.readString(directory.resolve("superuser-password")).strip();
      return Database.plan(
          new ServiceAddresses(
              "127.0.0.1", Integer.parseInt(lock.get(3).strip()), "postgres", password, "", 0, ""),
          "mosaic");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  GatewaySettings settings() {
    return settings;
  }

  GatewayProcess process() {
    return process;
  }

  Path caRootFile() {
    return settings.dataDirectory().resolve("ca-root.pem");
  }

  UserApi api() {
    return UserApi.at(settings.apiUrl(), Pem.certificate(caRootFile()));
  }

  /** The code with which its first admin signs in, once. */
  String adminCode() {
    try {
      return Files.readString(settings.dataDirectory().resolve("initial-admin-code")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The {@code mosaic} command of somebody who signs in with a code. */
  Cli cli(String user, String code) {
    Cli cli = new Cli(Directories.make(settings.directory().resolve("profiles")), user, hostsFile);
    var _ =
        cli.runWithInput(
                code + "\n",
                "login",
                settings.apiUrl().toString(),
                "--user",
                user,
                "--ca",
                caRootFile().toString(),
                "--code-stdin")
            .expectSuccess();
    return cli;
  }

  /** What the JVM initialised since the last start, as {@code mosaic/gateway/query/Queries}. */
  List<String> initialisedClasses() {
    String marker = "Initializing '";
    try {
      return Files.readAllLines(classLog()).stream()
          .filter(line -> line.contains(marker))
          .map(line -> line.substring(line.indexOf(marker) + marker.length()))
          .map(line -> line.substring(0, line.indexOf('\'')))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it again, after it has ended. */
  void restart() {
    process = start("");
  }

  Path hostsFile() {
    return hostsFile;
  }

  private GatewayProcess start(String moreOptions) {
    Map<String, String> environment =
        Map.of(
            "MOSAIC_JAVA_OPTIONS",
            "-XX:TieredStopAtLevel=1 -Xlog:class+init=info:file="
                + classLog()
                + ":none:filecount=0"
                + " -Djdk.net.hosts.file="
                + hostsFile
                + " "
                + moreOptions);
    GatewayProcess started =
        GatewayProcess.start(
            List.of(), settings.configurationFile(), environment, settings.logFile());
    boolean ready = false;
    try {
      started.awaitReady(
          settings.managementUrl().resolve("/q/health/ready"), Deadline.inSeconds(90));
      ready = true;
      return started;
    } finally {
      if (!ready) {
        started.close();
      }
    }
  }

  private Path classLog() {
    return settings.directory().resolve("class-init.log");
  }

  @Override
  public void close() {
    process.close();
  }
}
