package mosaic.gateway.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;

/** SHA-256 of a normalised query: what the audit log keeps instead of the query (DATA-MODEL). */
public final class QueryHash {
  private QueryHash() {}

  /**
   * Hashes verb, resource and the parameters in the order of their names, so that the same question
   * has the same hash.
   *
   * @param rawQuery the part of the URL after {@code ?}, may be empty
   * @return 64 lower-case hex digits
   */
  public static String of(String verb, String resource, String rawQuery) {
    String parameters =
        Arrays.stream(rawQuery.split("&", -1)).sorted().collect(Collectors.joining("&"));
    String normalised = verb + "\n" + resource + "\n" + parameters;
    return HexFormat.of().formatHex(sha256(normalised.getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
