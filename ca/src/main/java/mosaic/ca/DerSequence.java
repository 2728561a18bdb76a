package mosaic.ca;

/** Writes a SEQUENCE of parts that are encoded already, without looking into them. */
final class DerSequence {

  private DerSequence() {}

  static byte[] of(byte[]... parts) {
    return wrap(DerElement.SEQUENCE, parts);
  }

  /** One constructed element of these parts. */
  static byte[] wrap(int tag, byte[]... parts) {
    long length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] header = header(tag, length);
    byte[] encoded = new byte[Math.toIntExact(header.length + length)];
    System.arraycopy(header, 0, encoded, 0, header.length);
    int next = header.length;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, encoded, next, part.length);
      next += part.length;
    }
    return encoded;
  }

  /** Tag and definite, minimal length (ITU-T X.690, 10.1). */
  private static byte[] header(int tag, long length) {
    if (length < 0x80) {
      return new byte[] {(byte) tag, (byte) length};
    }
    int octets = (Long.SIZE - Long.numberOfLeadingZeros(length) + 7) / 8;
    byte[] header = new byte[2 + octets];
    header[0] = (byte) tag;
    header[1] = (byte) (0x80 | octets);
    for (int i = 0; i < octets; i++) {
      header[2 + i] = (byte) (length >>> (8 * (octets - 1 - i)));
    }
    return header;
  }
}
