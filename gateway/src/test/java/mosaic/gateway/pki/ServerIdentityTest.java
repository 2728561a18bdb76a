package mosaic.gateway.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.X509ExtendedKeyManager;
import mosaic.ca.CertificateHierarchy;
import mosaic.ca.KeyAlgorithm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a server certificate is due for another, and what a handshake gets meanwhile. */
class ServerIdentityTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Instant RENEW = Instant.parse("2026-11-27T12:00:00Z");

  @ParameterizedTest
  @CsvSource({"0, PT1440H", "0.5, PT1386H", "1, PT1332H"})
  void delay_ofNinetyDays_isTwoThirdsOrUpToATwentiethLess(double chance, Duration expected) {
    assertThat(ServerCertificates.delay(Duration.ofDays(90), chance))
        .isCloseTo(expected, Duration.ofSeconds(1));
  }

  @Test
  void isDue_atItsTimeOrWhenTheCaIsAnother_andNotBefore() {
    ServerIdentity identity = new ServerIdentity(shown("v1"));

    assertThat(identity.isDue("v1", RENEW.minusMillis(1))).isFalse();
    assertThat(identity.isDue("v1", RENEW)).isTrue();
    assertThat(identity.isDue("v2", RENEW.minusSeconds(3600))).isTrue();
  }

  @Test
  void become_handshakeUnderWay_keepsCertificateAndKeyOfOneKind() throws Exception {
    ServerIdentity.Shown first = shown("v1");
    ServerIdentity.Shown second = shown("v2");
    ServerIdentity.Shown third = shown("v3");
    ServerIdentity identity = new ServerIdentity(first);
    X509ExtendedKeyManager manager =
        (X509ExtendedKeyManager)
            identity.keyCertOptions().getKeyManagerFactory(null).getKeyManagers()[0];
    String begun = manager.chooseEngineServerAlias("EC", null, null);

    identity.become(second);

    assertThat(manager.getCertificateChain(begun)).isEqualTo(first.chain().toArray());
    assertThat(manager.getPrivateKey(begun)).isEqualTo(first.key());
    String next = manager.chooseEngineServerAlias("EC", null, null);
    assertThat(manager.getCertificateChain(next)).isEqualTo(second.chain().toArray());
    assertThat(manager.getPrivateKey(next)).isEqualTo(second.key());
    assertThat(manager.chooseEngineServerAlias("RSA", null, null)).isNull();
    identity.become(third);
    assertThat(manager.getPrivateKey(begun)).as("long ago").isNull();
  }

  private static ServerIdentity.Shown shown(String version) {
    KeyPair key = KeyAlgorithm.EC_P256.generate(RANDOM);
    X509Certificate any =
        CertificateHierarchy.root(key, "work.example", Clock.systemUTC(), RANDOM).certificate();
    return ServerIdentity.Shown.of(List.of(any), key, version, RENEW);
  }
}
