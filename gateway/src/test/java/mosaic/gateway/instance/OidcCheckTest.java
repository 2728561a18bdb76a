package mosaic.gateway.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mosaic.gateway.instance.StartRefused.StartProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OidcCheckTest {
  private static final Oidc GOOD =
      new Oidc(
          Optional.of("https://idp.example/realms/people"),
          Optional.of("mosaic"),
          Optional.empty(),
          Optional.of("mosaic-api"),
          Optional.empty(),
          "openid profile",
          "preferred_username",
          "roles",
          Optional.of(List.of("*")),
          Optional.empty(),
          Optional.of(List.of("mosaic-admins")),
          Duration.ofDays(30));

  private record Oidc(
      Optional<String> issuer,
      Optional<String> clientId,
      Optional<String> clientSecret,
      Optional<String> audience,
      Optional<Path> ca,
      String scope,
      String userClaim,
      String roleClaim,
      Optional<List<String>> userRoles,
      Optional<List<String>> operatorRoles,
      Optional<List<String>> adminRoles,
      Duration tokenValidity)
      implements OidcConfig {

    Oidc withIssuer(Optional<String> other) {
      return new Oidc(
          other,
          clientId,
          clientSecret,
          audience,
          ca,
          scope,
          userClaim,
          roleClaim,
          userRoles,
          operatorRoles,
          adminRoles,
          tokenValidity);
    }

    Oidc withClient(Optional<String> id, Optional<String> otherAudience) {
      return new Oidc(
          issuer,
          id,
          clientSecret,
          otherAudience,
          ca,
          scope,
          userClaim,
          roleClaim,
          userRoles,
          operatorRoles,
          adminRoles,
          tokenValidity);
    }

    Oidc withRoles(Optional<List<String>> users, Optional<List<String>> admins) {
      return new Oidc(
          issuer,
          clientId,
          clientSecret,
          audience,
          ca,
          scope,
          userClaim,
          roleClaim,
          users,
          operatorRoles,
          admins,
          tokenValidity);
    }

    Oidc withRest(Path file, String otherScope) {
      return new Oidc(
          issuer,
          clientId,
          clientSecret,
          audience,
          Optional.of(file),
          otherScope,
          userClaim,
          roleClaim,
          userRoles,
          operatorRoles,
          adminRoles,
          tokenValidity);
    }
  }

  @Test
  void check_goodSettings_orNone_areAccepted() {
    assertThat(problems(GOOD)).isEmpty();
    assertThat(problems(GOOD.withIssuer(Optional.of("http://127.0.0.1:8080/realms/a")))).isEmpty();
    assertThat(
            problems(
                GOOD.withIssuer(Optional.empty()).withClient(Optional.empty(), Optional.empty())))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://idp.example/realms/people",
        "http://127.0.0.1.example/",
        "https://user:secret@idp.example/",
        "https://idp.example/?realm=people",
        "https://idp.example/#people",
        "https:///realms",
        "ftp://idp.example/",
        "file:///etc/passwd",
        "idp.example",
        "https://idp .example"
      })
  void check_issuerThatIsNotSafe_isRefusedWithoutRepeatingIt(String issuer) {
    assertThat(problems(GOOD.withIssuer(Optional.of(issuer))))
        .singleElement()
        .asString()
        .contains("setting oidc.issuer")
        .doesNotContain("secret");
  }

  @Test
  void check_everythingWrong_isSaidAtOnce() {
    Oidc wrong =
        GOOD.withClient(Optional.of("mosaic"), Optional.of("mosaic"))
            .withRoles(Optional.empty(), Optional.of(List.of("*")))
            .withRest(Path.of("/does/not/exist"), "profile");

    assertThat(problems(wrong))
        .anyMatch(problem -> problem.contains("oidc.audience"))
        .anyMatch(problem -> problem.contains("oidc.user_roles"))
        .anyMatch(problem -> problem.contains("oidc.ca"))
        .anyMatch(problem -> problem.contains("oidc.scope"))
        .noneMatch(problem -> problem.contains("/does/not/exist"))
        .hasSize(4);
    assertThat(problems(GOOD.withClient(Optional.empty(), Optional.empty())))
        .singleElement()
        .asString()
        .contains("oidc.client_id");
    assertThat(problems(GOOD.withIssuer(Optional.empty())))
        .singleElement()
        .asString()
        .contains("oidc.issuer");
    assertThat(problems(GOOD.withRoles(Optional.empty(), Optional.empty())))
        .singleElement()
        .asString()
        .contains("nobody could sign in");
  }

  @Test
  void isSafe_httpBeyondLoopback_isNot() {
    assertThat(SafeUrl.isSafe(URI.create("http://[::1]:1/"))).isTrue();
    assertThat(SafeUrl.isSafe(URI.create("http://localhost/"))).isTrue();
    assertThat(SafeUrl.isSafe(URI.create("http://10.0.0.1/"))).isFalse();
    assertThat(SafeUrl.isSafe(URI.create("http://localhost.example/"))).isFalse();
  }

  private static List<String> problems(OidcConfig oidc) {
    List<StartProblem> problems = new ArrayList<>();
    OidcCheck.check(oidc, problems);
    return problems.stream().map(StartProblem::toString).toList();
  }
}
