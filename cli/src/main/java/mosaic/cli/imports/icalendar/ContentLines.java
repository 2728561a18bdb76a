package mosaic.cli.imports.icalendar;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import mosaic.cli.imports.ByteLines;

/**
 * Content lines (RFC 5545, 3.1), unfolded as bytes: folding may cut a character in two, and text
 * that is not UTF-8 spoils only the component in which it stands.
 */
final class ContentLines {
  private static final String BEGIN = "BEGIN:";
  private static final String END = "END:";
  private static final int LONGEST_NAME = 64;

  private final ByteLines lines;
  private final int mostBytes;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private byte[] ahead = {};
  private boolean aheadTooLong;
  private boolean hasAhead;
  private long aheadNumber;
  private long number;
  private boolean tooLong;

  ContentLines(InputStream in, int mostBytes) {
    this.lines = new ByteLines(in, mostBytes);
    this.mostBytes = mostBytes;
  }

  /** Moves on to the next line; false when there is none. */
  boolean next() throws IOException {
    if (number == 0) {
      readAhead();
    }
    if (!hasAhead) {
      return false;
    }
    line.reset();
    line.writeBytes(ahead);
    tooLong = aheadTooLong;
    number = aheadNumber;
    readAhead();
    while (hasAhead && ahead.length > 0 && (ahead[0] == ' ' || ahead[0] == '\t')) {
      tooLong |= aheadTooLong || line.size() + ahead.length > mostBytes;
      if (!tooLong) {
        line.write(ahead, 1, ahead.length - 1);
      }
      readAhead();
    }
    return true;
  }

  private void readAhead() throws IOException {
    hasAhead = lines.next();
    ahead = hasAhead ? withoutReturn(lines.bytes()) : new byte[0];
    aheadTooLong = hasAhead && lines.tooLong();
    aheadNumber = lines.number();
  }

  private static byte[] withoutReturn(byte[] bytes) {
    return bytes.length > 0 && bytes[bytes.length - 1] == '\r'
        ? Arrays.copyOf(bytes, bytes.length - 1)
        : bytes;
  }

  /** On which line of the file it starts. */
  long number() {
    return number;
  }

  /** How many bytes of the file were read so far. */
  long position() {
    return lines.position();
  }

  /** Whether it is longer than the bound, and so not whole. */
  boolean tooLong() {
    return tooLong;
  }

  byte[] bytes() {
    return line.toByteArray();
  }

  boolean isBlank() {
    return !tooLong && new String(bytes(), StandardCharsets.ISO_8859_1).isBlank();
  }

  /** The component that begins here, in upper case; empty when none does. */
  String begins() {
    return nameAfter(BEGIN);
  }

  /** The component that ends here, in upper case; empty when none does. */
  String ends() {
    return nameAfter(END);
  }

  /** The start of the line as far as a name of a component may go; for ASCII only. */
  String start() {
    byte[] bytes = bytes();
    int length = Math.min(bytes.length, LONGEST_NAME);
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }

  private String nameAfter(String word) {
    if (tooLong || line.size() > LONGEST_NAME) {
      return "";
    }
    String text = start().toUpperCase(Locale.ROOT);
    return text.startsWith(word) ? text.substring(word.length()).strip() : "";
  }
}
