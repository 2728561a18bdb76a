package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A gateway with very many revoked certificates: {@code -Dmosaic.revocation.serials=1000000} for
 * the figures of BENCHMARKS.md, which it prints.
 */
@ExtendWith(SharedGateways.class)
final class RevocationScaleTest {
  private static final int SERIALS = Integer.getInteger("mosaic.revocation.serials", 5_000);
  private static final int REVOCATIONS = 3;
  private static final int QUESTIONS = 100;
  private static final double NANOS_IN_MILLI = 1e6;

  private final SharedServices services;

  RevocationScaleTest(SharedServices services) {
    this.services = services;
  }

  @Test
  void revoke_besideVeryManyRevoked_isOnTheListAndInOcspWhenItReturns() throws Exception {
    try (GatewayPair pair = GatewayPair.builder(services.addresses()).start()) {
      Story story = Story.of(pair);
      RevocationPoint point = new RevocationPoint(pair.work());
      ClientCertificate first = story.certificate(story.grant(Scope.of("tasks")));
      X509Certificate issuer = first.chain().get(1);

      List<Double> revokedAlone = new ArrayList<>();
      for (int i = 0; i < REVOCATIONS; i++) {
        revokedAlone.add(revoke(pair, story, point, issuer));
      }
      List<Double> askedAlone = ask(point, issuer, lastRevoked(pair));
      double before = mebibytes(pair, "VmRSS:");

      fill(pair, SERIALS);
      List<Double> revokedAmongMany = new ArrayList<>();
      for (int i = 0; i < REVOCATIONS; i++) {
        revokedAmongMany.add(revoke(pair, story, point, issuer));
      }
      List<Double> askedAmongMany = ask(point, issuer, lastRevoked(pair));

      System.out.printf(
          Locale.ROOT,
          "| median | few revoked | %d revoked |%n| --- | --- | --- |%n"
              + "| revoke until it is on the list, ms | %.0f | %.0f |%n"
              + "| OCSP, ms | %.2f | %.2f |%n| resident, MiB | %.0f | %.0f (peak %.0f) |%n",
          SERIALS,
          median(revokedAlone),
          median(revokedAmongMany),
          median(askedAlone),
          median(askedAmongMany),
          before,
          mebibytes(pair, "VmRSS:"),
          mebibytes(pair, "VmHWM:"));
    }
  }

  /** Enrols one more, revokes it, and looks for it on the list; returns how long revoking took. */
  private static double revoke(
      GatewayPair pair, Story story, RevocationPoint point, X509Certificate issuer) {
    Grant grant = story.grant(Scope.of("tasks"));
    X509Certificate certificate = story.certificate(grant).leaf();
    long start = System.nanoTime();
    var _ =
        pair.work()
            .admin()
            .post("/api/v1/federation/grants/" + grant.id() + "/revoke", UserApi.object())
            .expect(200);
    double took = (System.nanoTime() - start) / NANOS_IN_MILLI;
    assertThat(indexOf(point.get(RevocationPoint.crlPath(issuer)).body(), der(certificate)))
        .as("the list has it")
        .isPositive();
    return took;
  }

  private static BigInteger lastRevoked(GatewayPair pair) {
    return new BigInteger(
        pair.work()
            .database()
            .text(
                "select serial from issued_certificates where revoked_at is not null"
                    + " order by revoked_at desc limit 1"),
        16);
  }

  private static List<Double> ask(RevocationPoint point, X509Certificate issuer, BigInteger serial)
      throws Exception {
    DigestCalculator digest =
        new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1);
    byte[] request =
        new OCSPReqBuilder()
            .addRequest(new CertificateID(digest, new JcaX509CertificateHolder(issuer), serial))
            .build()
            .getEncoded();
    List<Double> took = new ArrayList<>();
    for (int i = 0; i < QUESTIONS; i++) {
      long start = System.nanoTime();
      byte[] answer = point.send("POST", point.ocsp().getPath(), request).body();
      took.add((System.nanoTime() - start) / NANOS_IN_MILLI);
      BasicOCSPResp read = (BasicOCSPResp) new OCSPResp(answer).getResponseObject();
      assertThat(read.getResponses()[0].getCertStatus()).isInstanceOf(RevokedStatus.class);
    }
    return took;
  }

  /** As if so many had been issued, revoked, and listed before. */
  private static void fill(GatewayPair pair, int serials) {
    String insert =
        """
        insert into issued_certificates
          (serial, purpose, grant_id, issuer_sha256, public_key_sha256, tbs_sha256, not_before,
           not_after, certificate_sha256, issued_at, revoked_at, revocation_reason, listed_number)
        select '4' || substr(md5(i::text), 2), 'grant', (select id from federation_grants limit 1), ca.certificate_sha256,
               encode(sha256(i::text::bytea), 'hex'), encode(sha256(('t' || i)::bytea), 'hex'),
               now() - interval '1 hour', now() + interval '29 days',
               encode(sha256(('c' || i)::bytea), 'hex'), now() - interval '1 hour',
               now() - interval '1 minute', 9,
               (select l.last_number from revocation_lists l where l.issuer_sha256 = ca.certificate_sha256)
          from certificate_authority ca, generate_series(?::int, ?::int) i
         where ca.kind = 'issuing' and ca.state = 'current'
        """;
    int atOnce = 100_000; // a statement of ours may take a minute
    for (int from = 0; from < serials; from += atOnce) {
      int to = Math.min(from + atOnce, serials);
      assertThat(pair.work().database().execute(insert, from + 1, to)).isEqualTo(to - from);
    }
    var _ = pair.work().database().execute("analyze issued_certificates");
  }

  private static double mebibytes(GatewayPair pair, String name) throws IOException {
    Path status = Path.of("/proc", String.valueOf(pair.work().process().pid()), "status");
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith(name)) {
        return Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024;
      }
    }
    throw new HarnessException("No " + name);
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  /** The serial number as a list has it. */
  private static byte[] der(X509Certificate certificate) {
    byte[] value = certificate.getSerialNumber().toByteArray();
    return HexFormat.of()
        .parseHex("02%02x%s".formatted(value.length, HexFormat.of().formatHex(value)));
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int at = 0; at + part.length <= bytes.length; at++) {
      if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    return -1;
  }
}
