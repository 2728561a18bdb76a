package mosaic.cli.imports;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Lines of a stream, of which no more than one is held: what is longer than the bound is read past
 * and not kept.
 */
public final class ByteLines {
  private final InputStream in;
  private final int mostBytes;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long number;
  private long position;
  private boolean tooLong;

  public ByteLines(InputStream in, int mostBytes) {
    this.in = in;
    this.mostBytes = mostBytes;
  }

  /** Moves on to the next line; false when there is none. */
  public boolean next() throws IOException {
    line.reset();
    tooLong = false;
    int read = in.read();
    if (read < 0) {
      return false;
    }
    number++;
    for (; read >= 0 && read != '\n'; read = in.read()) {
      position++;
      if (line.size() < mostBytes) {
        line.write(read);
      } else {
        tooLong = true;
      }
    }
    position++;
    return true;
  }

  /** Which line it is, from 1. */
  public long number() {
    return number;
  }

  /** How many bytes were read so far. */
  public long position() {
    return position;
  }

  /** Whether it is longer than the bound. */
  public boolean tooLong() {
    return tooLong;
  }

  /** The line as it stands in the stream, without its line feed; as far as the bound. */
  public byte[] bytes() {
    return line.toByteArray();
  }

  /** As text, without a byte order mark at the start; empty when it is not UTF-8. */
  public Optional<String> text() {
    return utf8(bytes())
        .map(text -> number == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text);
  }

  /** Bytes as text; empty when they are not UTF-8. */
  public static Optional<String> utf8(byte[] bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException malformed) {
      return Optional.empty();
    }
  }
}
