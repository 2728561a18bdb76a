package mosaic.cli.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import mosaic.cli.CommandFailure;
import mosaic.cli.TestAuthority;
import mosaic.cli.gateway.GatewayUrl;
import mosaic.cli.gateway.RootCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProfileStoreTest {
  @TempDir private Path home;

  private static Profile profile(String token) throws Exception {
    return new Profile(
        GatewayUrl.parse("https://work.example:8443"),
        RootCertificate.ofPem(TestAuthority.shared().rootPem()),
        "alice",
        new Secret(token),
        "id",
        "2026-12-24T00:00:00Z");
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void save_newAndReplaced_onlyTheOwnerCanRead() throws Exception {
    ProfileStore store = ProfileStore.ofEnvironment(Map.of(), home);
    Path directory = home.resolve(".config/mosaic/profiles");
    Files.createDirectories(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));

    store.save("default", profile("first"));
    store.save("default", profile("second"));

    assertThat(mode(directory)).isEqualTo("rwx------");
    assertThat(mode(directory.resolve("default.json"))).isEqualTo("rw-------");
    assertThat(store.find("default").map(found -> found.token().value())).contains("second");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void find_afterSave_isEqual() throws Exception {
    ProfileStore store = new ProfileStore(home.resolve("p"));
    Profile saved = profile("token");

    store.save("work", saved);

    assertThat(store.find("work")).contains(saved);
    assertThat(store.find("home")).isEmpty();
  }

  @Test
  void find_othersCanRead_isRefused() throws Exception {
    ProfileStore store = new ProfileStore(home.resolve("p"));
    store.save("work", profile("token"));
    Files.setPosixFilePermissions(
        home.resolve("p/work.json"), PosixFilePermissions.fromString("rw-r-----"));

    assertThatThrownBy(() -> store.find("work"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("can be read by others");
  }

  @Test
  void find_damaged_saysSoWithoutContent() throws Exception {
    ProfileStore store = new ProfileStore(home);
    Path file = home.resolve("work.json");
    Files.writeString(file, "{\"token\":\"secret-thing\"");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

    assertThatThrownBy(() -> store.find("work"))
        .isInstanceOfSatisfying(
            CommandFailure.class,
            failure ->
                assertThat(failure.problem().document().toString())
                    .contains("profile-damaged")
                    .doesNotContain("secret-thing"));
  }

  @Test
  void ofEnvironment_directoriesNamed_mostSpecificWins() throws Exception {
    Map<String, String> both =
        Map.of(
            "MOSAIC_PROFILE_DIR", home.resolve("own").toString(),
            "XDG_CONFIG_HOME", home.resolve("xdg").toString());
    Map<String, String> shared = Map.of("XDG_CONFIG_HOME", home.resolve("xdg").toString());

    ProfileStore.ofEnvironment(both, home).save("a", profile("token"));
    ProfileStore.ofEnvironment(shared, home).save("b", profile("token"));

    assertThat(home.resolve("own/profiles/a.json")).exists();
    assertThat(home.resolve("xdg/mosaic/profiles/b.json")).exists();
  }

  @Test
  void toString_profile_hidesTheToken() throws Exception {
    assertThat(Optional.of(profile("secret-thing")).toString()).doesNotContain("secret-thing");
  }
}
