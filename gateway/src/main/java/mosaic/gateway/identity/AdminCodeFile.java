package mosaic.gateway.identity;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import mosaic.gateway.identity.store.Users;
import mosaic.gateway.instance.InstanceConfig;
import org.jboss.logging.Logger;

/** Puts the sign-in code of the first admin where only who runs the gateway can read it. */
@Singleton
final class AdminCodeFile {
  /** Name of the file in the data directory. */
  static final String NAME = "initial-admin-code";

  private static final Logger LOG = Logger.getLogger(AdminCodeFile.class);
  private static final UserName ADMIN = new UserName("admin");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Before other observers, which may need a user. */
  private static final int EARLY = 100;

  private final Users users;
  private final Path directory;

  AdminCodeFile(Users users, InstanceConfig instance) {
    this.users = users;
    this.directory = instance.dataDirectory();
  }

  void onStart(@Observes @Priority(EARLY) StartupEvent start) {
    users
        .welcomeAdmin(ADMIN, code -> write(directory, code.secret()))
        .await()
        .atMost(PATIENCE)
        .ifPresent(
            admin ->
                LOG.infof(
                    "user %s can sign in with the code in %s within 24 hours",
                    admin.name(), directory.resolve(NAME)));
  }

  /** Whole or not at all, and never readable by others, not even for a moment. */
  static void write(Path directory, IdentitySecret code) {
    try {
      Path draft =
          Files.createTempFile(
              directory,
              NAME,
              ".new",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(draft, code.reveal() + "\n");
      Files.move(
          draft,
          directory.resolve(NAME),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }
}
