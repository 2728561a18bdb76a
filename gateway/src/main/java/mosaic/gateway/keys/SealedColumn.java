package mosaic.gateway.keys;

/**
 * Every column that holds sealed values. A test looks for others in the database of an instance
 * that has used everything.
 */
public enum SealedColumn {
  /** Keys of roots and issuing CAs. */
  AUTHORITY_KEY("certificate_authority", "key_reference"),
  /** What this instance shows a peer. */
  PEER_CERTIFICATE("federation_peers", "client_cert_pem"),
  /** The key to it. */
  PEER_KEY("federation_peers", "client_key_pem"),
  /** Passwords of people. */
  CREDENTIAL("credentials", "secret"),
  /** Their API keys. */
  API_KEY("api_keys", "secret");

  private final String table;
  private final String column;

  SealedColumn(String table, String column) {
    this.table = table;
    this.column = column;
  }

  /** The table. */
  public String table() {
    return table;
  }

  /** The column. */
  public String column() {
    return column;
  }

  /** For people: {@code credentials.secret}. */
  public String wireName() {
    return table + "." + column;
  }

  /** The column of people's secrets in this table. */
  public static SealedColumn ofOwners(String table) {
    return switch (table) {
      case "credentials" -> CREDENTIAL;
      case "api_keys" -> API_KEY;
      default -> throw new IllegalArgumentException("no secrets of people in " + table);
    };
  }
}
