package mosaic.gateway.scope;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourcePathTest {

  private static final String TEAM = "6f1c2d3e-0000-4abc-8def-00000000000a";

  @ParameterizedTest
  @EnumSource
  void parse_everyType_alone_andOfATeam(ResourceType type) {
    assertThat(ResourcePath.parse(type.wireName())).contains(ResourcePath.all(type));
    assertThat(ResourcePath.parse("teams/" + TEAM + "/" + type.wireName()))
        .contains(ResourcePath.ofTeam(UUID.fromString(TEAM), type));
    assertThat(ResourceType.fromWireName(type.wireName())).contains(type);
  }

  @Test
  void sensitive_typesWithASecret_only() {
    assertThat(ResourceType.values())
        .filteredOn(ResourceType::sensitive)
        .containsExactly(ResourceType.CREDENTIALS, ResourceType.API_KEYS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "TASKS",
        "Tasks",
        "task",
        "tasks ",
        " tasks",
        "tasks\n",
        "tasks\u0000",
        "tasks/",
        "/tasks",
        "tasks;x=1",
        "tasks?",
        "tasks#",
        "%74asks",
        "api-keys",
        "apiKeys",
        "API_KEYS",
        "teams",
        "teams/",
        "teams//tasks",
        "teams/tasks",
        "teams/" + TEAM,
        "teams/" + TEAM + "/",
        "teams/" + TEAM + "tasks",
        "teams/" + TEAM + "//tasks",
        "teams/" + TEAM + "/tasks/",
        "teams/" + TEAM + "/taskz",
        "/teams/" + TEAM + "/tasks",
        "Teams/" + TEAM + "/tasks",
        "team/" + TEAM + "/tasks",
        "teams/ " + TEAM + "/tasks",
        "teams/" + TEAM + " /tasks",
        "teams/{" + TEAM + "}/tasks",
        "teams/" + TEAM + "%2ftasks",
        "teams/" + TEAM + "\\tasks",
        "teams/../tasks",
        "teams/" + TEAM + "/../tasks",
        "teams/%2e%2e%2f/tasks",
        "teams/6F1C2D3E-0000-4ABC-8DEF-00000000000A/tasks",
        "teams/6f1c2d3e00004abc8def00000000000a/tasks",
        "teams/1-1-1-1-1/tasks",
        "teams/6f1c2d3e-00004-abc-8def-00000000000a/tasks",
        "teams/+f1c2d3e-0000-4abc-8def-00000000000a/tasks",
        "teams/6f1c2d3g-0000-4abc-8def-00000000000a/tasks",
        "teams/" + TEAM + "/teams/" + TEAM + "/tasks",
      })
  void parse_anyOtherText_isNoPath(String text) {
    assertThat(ResourcePath.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @Tag("T-34")
  @ValueSource(
      strings = {
        "m\u00e9mory",
        "me\u0301mory", // é composed and decomposed
        "ap\u0131_keys",
        "AP\u0130_KEYS",
        "\u0130",
        "credent\u0131als", // Turkish i
        "\uff54\uff41\uff53\uff4b\uff53",
        "api\uff3fkeys", // full-width
        "ta\u200dsks",
        "tasks\u200d",
        "\u200dtasks",
        "ta\u200bsks",
        "\ufefftasks",
        "ta\u00adsks",
        "t\u0430sks",
        "n\u03bftes",
        "not\u0435s", // Cyrillic and Greek look-alikes
        "ta\u017fks",
        "task\u017f", // long s
        "\u202etasks",
        "tasks\u0301",
        "ta\ud800sks",
        "ta\udc00sks",
        "*",
        "**",
        "task*",
        "t?sks",
        "%",
        "tasks%",
        "_____",
        "api.keys",
        "api%keys",
        ".*",
        "tasks|notes",
        "^tasks$",
        "[t]asks",
        "(tasks)",
        "tasks+",
        "\\Qtasks\\E",
        "t.sks",
        "teams/*/tasks",
        "teams/" + TEAM + "/*",
        "teams/%/tasks",
        "teams/.*/tasks",
        "teams/________-____-____-____-____________/tasks",
        "teams\u2044" + TEAM + "\u2044tasks",
        "teams\uff0f" + TEAM + "/tasks",
        "teams/\uff16f1c2d3e-0000-4abc-8def-00000000000a/tasks", // full-width 6
        "teams/\u0666f1c2d3e-0000-4abc-8def-00000000000a/tasks", // Arabic 6
        "teams/6f1c2d3e\u20100000-4abc-8def-00000000000a/tasks", // another hyphen
        "teams/6f1c2d3e-0000-4abc-8def-0000000000\u200d0a/tasks",
        "teams/" + TEAM + "/m\u00e9mory",
        "teams/" + TEAM + "/ta\u200dsks",
      })
  void parse_lookAlikeOrPattern_isNoPath(String text) {
    assertThat(ResourcePath.parse(text)).isEmpty();
    assertThat(ResourceType.fromWireName(text)).isEmpty();
  }

  @Provide
  Arbitrary<String> nearPaths() {
    Arbitrary<Character> strange =
        Arbitraries.oneOf(
            Arbitraries.chars().ascii(), Arbitraries.chars().all(), Arbitraries.of('/', '-', '*'));
    return Combinators.combine(
            Arbitraries.of(Worlds.paths()),
            Arbitraries.integers().between(0, 60),
            Arbitraries.integers().between(0, 2),
            strange)
        .as(
            (path, at, removed, added) -> {
              int from = Math.min(at, path.length());
              int to = Math.min(from + removed, path.length());
              return path.substring(0, from) + added + path.substring(to);
            });
  }

  @Property(tries = 20_000, edgeCases = EdgeCasesMode.NONE)
  @net.jqwik.api.Tag("T-34")
  void parse_anyNearMiss_isRefusedOrExactlyItself(@ForAll("nearPaths") String text) {
    assertThat(ResourcePath.parse(text).map(ResourcePath::toString).orElse(text)).isEqualTo(text);
    if (!text.matches("(teams/[0-9a-f-]{36}/)?[a-z_]+")) {
      assertThat(ResourcePath.parse(text)).isEmpty();
    }
  }

  /** A peer takes no longer one than 256 characters. */
  @ParameterizedTest
  @EnumSource(ResourceType.class)
  void description_everyType_isShortAndPlain(ResourceType type) {
    assertThat(type.description()).matches("[ -~]{10,100}");
  }

  @Test
  void compareTo_pathsOfOneType_plainFirstThenTeamsAsText() {
    ResourcePath plain = ResourcePath.all(ResourceType.NOTES);
    ResourcePath low = ResourcePath.ofTeam(Worlds.T1, ResourceType.NOTES);
    ResourcePath high = ResourcePath.ofTeam(Worlds.T3, ResourceType.NOTES);

    assertThat(plain).isLessThan(low);
    assertThat(low).isLessThan(high);
    assertThat(ResourcePath.ofTeam(Worlds.T3, ResourceType.TASKS)).isLessThan(plain);
  }
}
