package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An attacker who holds even the issuing key gets nothing with it. */
@ExtendWith(SharedGateways.class)
final class RogueCertificatesTest {
  private final GatewayPair pair;

  RogueCertificatesTest(GatewayPair pair) {
    this.pair = pair;
  }

  @Test
  @Tag("T-01")
  @Tag("T-02")
  @Tag("T-03")
  void read_rogueCertificates_noneIsAnsweredWithData() {
    Story victim = Story.of(pair);
    Story attacker = Story.of(pair);
    String treasure = victim.atWork().api().createRow("tasks", "the treasure");
    Grant grant = victim.grant(Scope.of("tasks"));
    ClientCertificate good = victim.certificate(grant);
    ClientCertificate own = attacker.certificate(attacker.grant(Scope.of("tasks")));
    List<Rogue> rogues =
        RogueCertificates.against(
            Authority.stolenFrom(pair.work()),
            Authority.stolenFrom(pair.home()),
            own,
            good,
            grant.id(),
            victim.atWork().id());
    assertThat(rogues).hasSizeGreaterThanOrEqualTo(30);
    assertThat(rogues).extracting(Rogue::what).doesNotHaveDuplicates();
    FederationListener listener = FederationListener.of(pair.work());
    Audit audit = new Audit(pair.work());

    SoftAssertions all = new SoftAssertions();
    for (Rogue rogue : rogues) {
      WireOutcome outcome = listener.get(rogue.certificate(), "/federation/v1/tasks");
      all.assertThat(outcome.toString())
          .as(rogue.what())
          .doesNotContain("treasure")
          .doesNotContain(treasure);
      switch (outcome) {
        case WireOutcome.TlsRefused refused -> {
          all.assertThat(Rogue.Layer.TLS).as("%s: %s", rogue, refused).isEqualTo(rogue.layer());
          all.assertThat(refused.alert())
              .as("%s: the certificate arrived", rogue)
              .contains("alert")
              .doesNotContain("certificate_required");
        }
        case WireOutcome.Answered answered -> {
          all.assertThat(Rogue.Layer.GATEWAY)
              .as("%s: %s", rogue, answered)
              .isEqualTo(rogue.layer());
          all.assertThat(answered.answer().status()).as("%s: %s", rogue, answered).isEqualTo(401);
          all.assertThat(answered.answer().code())
              .as(rogue.what())
              .isEqualTo("certificate-not-recognised");
        }
      }
    }
    all.assertThat(audit.entries(grant.id()))
        .as("nothing was read for the victim's grant")
        .doesNotContain("list ok");
    all.assertAll();

    // The same question with the good certificate: so the refusals above mean something.
    Answer answer = listener.get(good, "/federation/v1/tasks").answer();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("the treasure");
    audit.awaitEntry(grant.id(), "list", "ok");
    assertThat(
            pair.work()
                .database()
                .text(
                    "select active_cert_fingerprint from federation_grants where id = ?::uuid",
                    grant.id()))
        .isEqualTo(Pem.sha256(good.leaf()));
  }
}
