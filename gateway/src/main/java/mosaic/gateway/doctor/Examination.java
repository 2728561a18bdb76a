package mosaic.gateway.doctor;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mosaic.gateway.doctor.RunningGateway.Readiness;
import mosaic.gateway.instance.Settings;
import mosaic.gateway.instance.StartRefused;
import mosaic.gateway.instance.Tier;
import mosaic.gateway.instance.check.Finding;
import mosaic.gateway.instance.check.StartChecks;
import mosaic.gateway.instance.check.Subject;

/** Looks at everything once. */
final class Examination {
  private static final Subject SETTINGS = Subject.of("settings", "settings");

  private Examination() {}

  static Report run(Clock clock) {
    Instant begun = clock.instant();
    Settings settings;
    try {
      settings = Settings.read();
    } catch (StartRefused refused) {
      List<Finding> problems =
          refused.problems().stream()
              .map(problem -> Finding.failure(SETTINGS, problem.cause(), problem.remedy()))
              .toList();
      return new Report(begun, Optional.empty(), Optional.empty(), problems);
    }
    return new Report(
        begun,
        Optional.of(settings.instance().serverName()),
        Optional.of(settings.instance().tier()),
        findings(settings, clock));
  }

  private static List<Finding> findings(Settings settings, Clock clock) {
    boolean federated = Tier.FEDERATED.configName().equals(settings.instance().tier());
    StartChecks checks = new StartChecks(settings, clock);
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.ok(SETTINGS, "readable and complete"));
    findings.addAll(checks.services());
    RunningGateway gateway = new RunningGateway(settings);
    Readiness readiness = gateway.readiness();
    findings.add(readiness.finding());
    if (readiness.running()) {
      findings.add(new UserApiCertificate(settings, clock).look());
      if (federated) {
        findings.add(gateway.federationListener());
        findings.add(gateway.revocationListener());
      }
    } else {
      findings.addAll(checks.ports());
    }
    if (federated) {
      findings.addAll(new PeerHealth(settings, clock).look());
    }
    return findings;
  }
}
