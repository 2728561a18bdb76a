package mosaic.gateway.instance.check;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import mosaic.gateway.instance.Settings;
import mosaic.gateway.instance.Tier;

/** Which checks there are, for an instance with these settings. They change nothing. */
public final class StartChecks {
  private final Settings settings;
  private final Tier tier;
  private final Clock clock;

  /** The checks for these settings, with our time from this clock. */
  public StartChecks(Settings settings, Clock clock) {
    this.settings = settings;
    this.tier = settings.tier();
    this.clock = clock;
  }

  /** What this process would serve with: its flags, its listeners and the framework's settings. */
  public List<Finding> process() {
    return findings(
        List.of(
            new TlsFlags(),
            new FrameworkOverrides(
                System.getenv(), System.getProperties(), Path.of(""), Settings.names())));
  }

  /** Whether the listeners can have their ports; not while the gateway itself has them. */
  public List<Finding> ports() {
    Set<Tier> federated = EnumSet.of(Tier.FEDERATED);
    return findings(
        List.of(
            Port.of("api", settings.api().host(), settings.api().port()),
            new Port(
                "federation",
                settings.federation().host(),
                settings.federation().port(),
                federated),
            new Port(
                "revocation",
                settings.revocation().host(),
                settings.revocation().port(),
                federated),
            Port.of("management", settings.management().host(), settings.management().port())));
  }

  /** Everything outside the process: secrets, directory, services and what is in them. */
  public List<Finding> services() {
    List<Check> checks = new ArrayList<>();
    checks.addAll(
        List.of(
            new MasterKeyFile(settings.instance()),
            new DataDirectory(settings.instance().dataDirectory()),
            new ManagementExposure(settings.management().host(), settings.management().port()),
            new Postgres(
                settings.database(),
                tier,
                List.of(
                    new GatewayRole(settings.database()),
                    new DatabaseClock(settings.database(), clock),
                    new Pgvector(settings.database()),
                    new Migrations(settings),
                    new SearchLanguage(settings),
                    new UnfinishedMigration(settings.database()),
                    new StoredAuthority(settings.database(), settings.instance(), clock),
                    new SealingLines(settings.database(), settings.instance()),
                    new AuthorityToken(settings.ca()),
                    new RevocationLists(settings.database(), clock)))));
    settings.valkey().map(Valkey::new).ifPresent(checks::add);
    return findings(checks);
  }

  /** At the same time: a host that swallows packets costs its time-out once. */
  private List<Finding> findings(List<Check> checks) {
    List<Check> needed = checks.stream().filter(check -> check.tiers().contains(tier)).toList();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<List<Finding>>> looks =
          needed.stream()
              .map(check -> CompletableFuture.supplyAsync(check::look, executor))
              .toList();
      return looks.stream().flatMap(look -> look.join().stream()).toList();
    }
  }
}
