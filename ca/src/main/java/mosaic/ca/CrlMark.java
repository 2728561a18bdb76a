package mosaic.ca;

import java.math.BigInteger;

/**
 * What to remember of a revocation list in order to know an older one when it is offered again.
 *
 * @param number its CRL number
 * @param list the digest of all of it
 */
public record CrlMark(BigInteger number, Fingerprint list) {

  /** Whether a list comes after this one, or is this one. */
  boolean permits(CrlMark other) {
    int order = other.number.compareTo(number);
    return order > 0 || (order == 0 && other.list.equals(list));
  }
}
