package mosaic.gateway.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import mosaic.ca.KeyAlgorithm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CaKeyStoreTest {
  @Test
  void algorithm_notSet_isP256InTheDatabase() {
    CaConfig config = config(Map.of());

    assertThat(CaKeyStore.problems(config)).isEmpty();
    assertThat(CaKeyStore.algorithm(config)).isEqualTo(KeyAlgorithm.EC_P256);
    assertThat(CaKeyStore.isToken(config)).isFalse();
    assertThat(CaKeyStore.openToken(config)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"ec-p256,EC_P256", "ec-p384,EC_P384", "rsa-3072,RSA_3072", "rsa-4096,RSA_4096"})
  void algorithm_named_isThatOne(String name, KeyAlgorithm expected) {
    assertThat(CaKeyStore.algorithm(config(Map.of("mosaic.ca.key_algorithm", name))))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "rsa-2048", "EC_P256", "ec-p521"})
  void problems_unknownAlgorithm_namesThoseThereAre(String name) {
    assertThat(CaKeyStore.problems(config(Map.of("mosaic.ca.key_algorithm", name))))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.cause()).contains("ca.key_algorithm").doesNotContain(name);
              assertThat(problem.remedy()).contains("ec-p256, ec-p384, rsa-3072, rsa-4096");
            });
  }

  @Test
  void problems_unknownStoreOrTokenWithoutItsSettings_areSaid() {
    assertThat(CaKeyStore.problems(config(Map.of("mosaic.ca.key_store", "vault"))).toString())
        .contains("ca.key_store", "database or pkcs11");
    assertThat(CaKeyStore.problems(config(Map.of("mosaic.ca.key_store", "pkcs11"))).toString())
        .contains("ca.pkcs11.library", "ca.pkcs11.token", "ca.pkcs11.pin");
    assertThat(
            CaKeyStore.problems(
                config(
                    Map.of(
                        "mosaic.ca.pkcs11.library",
                        "/lib/p11.so",
                        "mosaic.ca.pkcs11.pin",
                        "env:P"))))
        .as("a token for keys that are there already, without its label")
        .singleElement()
        .satisfies(problem -> assertThat(problem.cause()).contains("ca.pkcs11.token"));
  }

  private static CaConfig config(Map<String, String> properties) {
    return new SmallRyeConfigBuilder()
        .withSources(new PropertiesConfigSource(properties, "test", 100))
        .withConverter(Duration.class, 200, new DurationConverter())
        .withMapping(CaConfig.class)
        .build()
        .getConfigMapping(CaConfig.class);
  }
}
