package mosaic.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import mosaic.gateway.identity.IdentitySecret.Kind;
import mosaic.gateway.problem.Field;
import mosaic.gateway.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentitySecretTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @ParameterizedTest
  @EnumSource(Kind.class)
  void parse_generated_hasTheSameHash(Kind kind) {
    IdentitySecret secret = IdentitySecret.generate(kind, RANDOM);

    assertThat(IdentitySecret.parse(kind, secret.reveal()))
        .hasValueSatisfying(
            parsed -> assertThat(parsed.sha256()).hasSize(32).isEqualTo(secret.sha256()));
  }

  @Test
  void generate_accessToken_looksAsPromised() {
    assertThat(IdentitySecret.generate(Kind.ACCESS_TOKEN, RANDOM).reveal())
        .matches("mosaic_pat_[A-Za-z0-9_-]{43}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mosaic_pat_",
        "mosaic_pat_short",
        "MOSAIC_PAT_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "mosaic_pat_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "mosaic_pat_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "mosaic_pat_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
        " mosaic_pat_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      })
  void parse_anythingElse_isNone(String text) {
    assertThat(IdentitySecret.parse(Kind.ACCESS_TOKEN, text)).isEmpty();
  }

  @Test
  void toString_always_redacts() {
    IdentitySecret secret = IdentitySecret.generate(Kind.SIGN_IN_CODE, RANDOM);

    assertThat(secret.toString()).doesNotContain(secret.reveal());
  }

  @Test
  void write_codeFile_isForItsOwnerOnlyAndReplacesTheLast(@TempDir Path directory)
      throws IOException {
    AdminCodeFile.write(directory, IdentitySecret.generate(Kind.SIGN_IN_CODE, RANDOM));
    IdentitySecret second = IdentitySecret.generate(Kind.SIGN_IN_CODE, RANDOM);
    AdminCodeFile.write(directory, second);

    Path file = directory.resolve("initial-admin-code");
    assertThat(file).hasContent(second.reveal() + "\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "Alice", "a b", "ä", "a\n", "x/y", "аlice"})
  void read_userName_refusesOthers(String text) {
    assertThatThrownBy(() -> UserName.read(Field.of("user"), text))
        .isInstanceOf(ProblemException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\tb", "a\u0085", "a\u0000"})
  void read_teamName_refusesEmptyAndControl(String text) {
    assertThatThrownBy(() -> TeamName.read(Field.of("name"), text))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void fromWireName_role_isExact() {
    assertThat(Role.fromWireName("admin")).contains(Role.ADMIN);
    assertThat(Role.fromWireName("Admin")).isEmpty();
    assertThat(Role.fromWireName("admın")).isEmpty();
  }
}
