package mosaic.cli.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import mosaic.cli.CommandFailure;
import mosaic.cli.json.Json;

/** Profiles as files in one directory that only their owner can enter. */
public final class ProfileStore {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private final Path directory;

  public ProfileStore(Path directory) {
    this.directory = directory;
  }

  /** {@code MOSAIC_PROFILE_DIR}, else {@code XDG_CONFIG_HOME/mosaic}, else below the home. */
  public static ProfileStore ofEnvironment(Map<String, String> environment, Path home) {
    String own = environment.getOrDefault("MOSAIC_PROFILE_DIR", "");
    String shared = environment.getOrDefault("XDG_CONFIG_HOME", "");
    Path base =
        !own.isEmpty()
            ? Path.of(own)
            : (!shared.isEmpty() ? Path.of(shared) : home.resolve(".config")).resolve("mosaic");
    return new ProfileStore(base.resolve("profiles"));
  }

  public Optional<Profile> find(String name) throws IOException {
    Path file = file(name);
    byte[] content;
    try {
      content = Files.readAllBytes(file);
    } catch (NoSuchFileException missing) {
      return Optional.empty();
    }
    if (PrivateFile.isReadableByOthers(file)) {
      throw CommandFailure.usage(
          "profile-not-private",
          "The profile can be read by others",
          file.toString(),
          "chmod 600 " + file + ", and sign in again if somebody may have read it");
    }
    Optional<ObjectNode> json = Json.readObject(content);
    if (json.isEmpty()) {
      throw damaged(file, "it is not a JSON object");
    }
    try {
      return Optional.of(Profile.ofJson(json.get()));
    } catch (CertificateException | IllegalArgumentException | CommandFailure malformed) {
      throw damaged(file, "one of its values is missing or malformed");
    }
  }

  public void save(String name, Profile profile) throws IOException {
    Path file = file(name);
    PrivateFile.makeDirectory(directory);
    PrivateFile.write(file, Json.pretty(profile.toJson()).getBytes(StandardCharsets.UTF_8));
  }

  public void remove(String name) throws IOException {
    Files.deleteIfExists(file(name));
  }

  private Path file(String name) {
    if (!NAME.matcher(name).matches()) {
      throw CommandFailure.usage(
          "profile-name-malformed",
          "The name of the profile is malformed",
          "1 to 64 letters, digits, dots, underscores and dashes, the first a letter or digit",
          "choose another with --profile");
    }
    return directory.resolve(name + ".json");
  }

  private static CommandFailure damaged(Path file, String reason) {
    return CommandFailure.usage(
        "profile-damaged",
        "The profile cannot be read",
        file + ": " + reason,
        "remove that file and sign in again");
  }
}
