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
  private static final int BUFFER = 1 << 16;

  private final InputStream in;
  private final int mostBytes;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long number;
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int end;
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
    if (!hasMore()) {
      return false;
    }
    number++;
    do {
      int stop = at;
      while (stop < end && buffer[stop] != '\n') {
        stop++;
      }
      keep(at, stop - at);
      boolean ended = stop < end;
      at = ended ? stop + 1 : stop;
      if (ended) {
        return true;
      }
    } while (hasMore());
    return true;
  }

  private boolean hasMore() throws IOException {
    if (at == end) {
      position += end;
      at = 0;
      end = Math.max(0, in.read(buffer));
    }
    return at < end;
  }

  private void keep(int start, int length) {
    int kept = Math.min(length, mostBytes - line.size());
    line.write(buffer, start, kept);
    tooLong |= kept < length;
  }

  /** Which line it is, from 1. */
  public long number() {
    return number;
  }

  /** How many bytes were read so far. */
  public long position() {
    return position + at;
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
