package mosaic.gateway.instance.check;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import mosaic.gateway.instance.DatabaseConfig;
import mosaic.gateway.instance.InstanceConfig;
import mosaic.gateway.instance.MasterKeySource;
import mosaic.gateway.instance.StartRefused;
import mosaic.gateway.seal.KeyId;
import mosaic.gateway.seal.MasterKey;

/**
 * The master key has every line that sealed values need (R-1301). Which those are the database
 * remembers, so it takes no look at the values themselves, of which there may be millions.
 */
final class SealingLines implements DatabaseCheck {
  private final DatabaseConfig config;
  private final InstanceConfig instance;

  SealingLines(DatabaseConfig config, InstanceConfig instance) {
    this.config = config;
    this.instance = instance;
  }

  @Override
  public Subject subject() {
    return Subject.of("master_key_lines", "lines of the master key");
  }

  @Override
  public List<Finding> look(DatabaseAccess access) throws SQLException {
    if (!DatabaseAccess.isTrue(
        access.gateway(), "select to_regclass('sealing_keys') is not null")) {
      return List.of(Finding.ok(subject(), "nothing is sealed yet"));
    }
    MasterKey key;
    try {
      key = MasterKeySource.of(instance).read();
    } catch (StartRefused | IllegalArgumentException reportedElsewhere) {
      return List.of(Finding.unknown(subject(), "there is no usable key to look at"));
    }
    List<KeyId> missing = new ArrayList<>();
    try (Statement statement = access.gateway().createStatement();
        ResultSet found =
            statement.executeQuery("select key_id from sealing_keys order by seals desc, since")) {
      while (found.next()) {
        KeyId needed = KeyId.parse(found.getString(1));
        if (!key.has(needed)) {
          missing.add(needed);
        }
      }
    }
    return List.of(missing.isEmpty() ? complete(key) : incomplete(missing));
  }

  private Finding complete(MasterKey key) {
    return Finding.ok(subject(), "all that sealed values need")
        .with("first_line", key.first().hex());
  }

  private Finding incomplete(List<KeyId> missing) {
    String ids = String.join(", ", missing.stream().map(KeyId::hex).toList());
    return Finding.failure(
            subject(),
            "line %s is missing, under which values in database %s of %s:%d may be sealed"
                .formatted(ids, config.name(), config.host(), config.port()),
            "put it back into the master key, below the others; mosaic keys reseal, then keys show"
                + " say when it may go")
        .with("missing", ids);
  }
}
