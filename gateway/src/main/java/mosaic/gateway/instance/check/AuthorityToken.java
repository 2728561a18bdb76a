package mosaic.gateway.instance.check;

import java.security.cert.X509Certificate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mosaic.ca.MalformedPemException;
import mosaic.ca.Pem;
import mosaic.gateway.instance.CaConfig;
import mosaic.gateway.instance.CaKeyStore;
import mosaic.gateway.instance.StartRefused;
import mosaic.gateway.token.Pkcs11Token;
import mosaic.gateway.token.TokenException;
import mosaic.gateway.token.TokenReference;

/** The PKCS#11 token lets this instance in, and holds the CA keys that were made in it. */
final class AuthorityToken implements DatabaseCheck {
  private static final Subject SUBJECT = Subject.of("ca_token", "PKCS#11 token of the CA");

  private final CaConfig config;

  AuthorityToken(CaConfig config) {
    this.config = config;
  }

  @Override
  public Subject subject() {
    return SUBJECT;
  }

  @Override
  public List<Finding> look(DatabaseAccess access) throws SQLException {
    Map<String, String> keys = keysInToken(access);
    if (config.pkcs11().library().isEmpty()) {
      return List.of(
          keys.isEmpty()
              ? Finding.ok(SUBJECT, "not used")
              : Finding.failure(
                  SUBJECT,
                  "keys of the CA are in a token, and the settings name none",
                  "set ca.pkcs11.library, ca.pkcs11.token and ca.pkcs11.pin as they were"));
    }
    try (Pkcs11Token token = CaKeyStore.openToken(config).orElseThrow()) {
      for (Map.Entry<String, String> key : keys.entrySet()) {
        X509Certificate certificate = Pem.decodeCertificate(key.getValue());
        var _ = token.find(key.getKey(), certificate.getPublicKey());
      }
      return List.of(
          Finding.ok(SUBJECT, "usable, and holds every key of the CA that was made in it")
              .with("keys", keys.size()));
    } catch (StartRefused refused) {
      return refused.problems().stream()
          .map(
              problem ->
                  Finding.failure(
                      SUBJECT, problem.cause().replaceFirst("^CA keys: ", ""), problem.remedy()))
          .toList();
    } catch (TokenException missing) {
      return List.of(
          Finding.failure(SUBJECT, String.valueOf(missing.getMessage()), missing.remedy()));
    } catch (MalformedPemException reportedElsewhere) {
      return List.of(Finding.unknown(SUBJECT, "a stored certificate of the CA is damaged"));
    }
  }

  /** Certificates by the labels of their keys. */
  private static Map<String, String> keysInToken(DatabaseAccess access) throws SQLException {
    Map<String, String> keys = new LinkedHashMap<>();
    boolean migrated =
        DatabaseAccess.isTrue(
            access.gateway(),
            "select exists (select from information_schema.columns"
                + " where table_name = 'certificate_authority' and column_name = 'key_reference')");
    if (!migrated) {
      return keys;
    }
    try (Statement statement = access.gateway().createStatement();
        ResultSet found =
            statement.executeQuery(
                "select key_reference, certificate from certificate_authority"
                    + " where state <> 'retired'")) {
      while (found.next()) {
        Optional<String> label = TokenReference.label(found.getString(1));
        if (label.isPresent()) {
          keys.put(label.get(), found.getString(2));
        }
      }
    }
    return keys;
  }
}
