package mosaic.gateway.migration;

import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * What a table holds, in two numbers that do not depend on the order of its rows.
 *
 * @param rows how many
 * @param checksum the sum, modulo 2^64, of the first eight bytes of the SHA-256 of every row: of
 *     the text that PostgreSQL gives for all of its columns, in UTF-8, with times in UTC
 */
record Digest(long rows, BigInteger checksum) {
  private static final BigInteger MODULUS = BigInteger.TWO.pow(Long.SIZE);

  /** Of a table, as far as it goes by owners: of the rows of all these. */
  static Digest of(Connection connection, Table table, List<UUID> owners) throws SQLException {
    String sql =
        """
        select count(*),
               coalesce(sum(('x' || left(encode(sha256(convert_to(row(%s)::text, 'UTF8')), 'hex'), 16))
                            ::bit(64)::bigint::numeric), 0)
          from %s
        """
            .formatted(Table.list(table.columns(), "%s"), table.quoted());
    if (!table.ofOwners()) {
      return one(connection, sql);
    }
    Digest sum = new Digest(0, BigInteger.ZERO);
    for (UUID owner : owners) {
      Session.actAs(connection, owner);
      sum = sum.plus(one(connection, sql + " where owner_id = ?", owner));
    }
    return sum;
  }

  private static Digest one(Connection connection, String sql, Object... arguments)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setObject(i + 1, arguments[i]);
      }
      try (ResultSet found = statement.executeQuery()) {
        found.next();
        return new Digest(
            found.getLong(1), found.getBigDecimal(2).toBigIntegerExact().mod(MODULUS));
      }
    }
  }

  private Digest plus(Digest other) {
    return new Digest(rows + other.rows, checksum.add(other.checksum).mod(MODULUS));
  }

  /** For example {@code 940 rows, 1f0c…}. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%,d rows, checksum %016x", rows, checksum);
  }
}
