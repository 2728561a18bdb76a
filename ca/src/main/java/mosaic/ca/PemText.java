package mosaic.ca;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The textual encoding of RFC 7468, strict: blocks of one kind, base64 lines of at most 76
 * characters, no headers, nothing but empty lines around them.
 */
final class PemText {

  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";
  private static final int LONGEST_LINE = 76;
  private static final byte[] NEW_LINE = {'\n'};

  private final Set<String> labels;
  private final int mostBlocks;

  PemText(Set<String> labels, int mostBlocks) {
    this.labels = labels;
    this.mostBlocks = mostBlocks;
  }

  static String encode(String label, byte[] der) {
    String body = Base64.getMimeEncoder(64, NEW_LINE).encodeToString(der);
    return BEGIN + label + DASHES + '\n' + body + '\n' + END + label + DASHES + '\n';
  }

  /** The contents of the blocks, at least one. */
  List<byte[]> decode(String text, int mostCharacters) throws MalformedPemException {
    if (text.length() > mostCharacters) {
      throw new MalformedPemException(
          MalformedPemException.Reason.TOO_LARGE, "longer than " + mostCharacters);
    }
    List<byte[]> blocks = new ArrayList<>();
    Iterator<String> lines = text.lines().iterator();
    while (lines.hasNext()) {
      String line = lines.next();
      if (line.isEmpty()) {
        continue;
      }
      String label = label(line);
      if (label == null) {
        throw new MalformedPemException(
            MalformedPemException.Reason.UNEXPECTED_TEXT, "text outside of a PEM block");
      }
      if (!labels.contains(label)) {
        throw new MalformedPemException(
            MalformedPemException.Reason.WRONG_LABEL, "a PEM block of another kind");
      }
      if (blocks.size() == mostBlocks) {
        throw new MalformedPemException(
            MalformedPemException.Reason.TOO_MANY_BLOCKS,
            "more than " + mostBlocks + " PEM blocks");
      }
      blocks.add(block(lines, END + label + DASHES));
    }
    if (blocks.isEmpty()) {
      throw new MalformedPemException(MalformedPemException.Reason.INCOMPLETE, "no PEM block");
    }
    return blocks;
  }

  private static @Nullable String label(String line) {
    boolean begins =
        line.startsWith(BEGIN)
            && line.endsWith(DASHES)
            && line.length() > BEGIN.length() + DASHES.length();
    return begins ? line.substring(BEGIN.length(), line.length() - DASHES.length()) : null;
  }

  private static byte[] block(Iterator<String> lines, String end) throws MalformedPemException {
    StringBuilder base64 = new StringBuilder();
    while (lines.hasNext()) {
      String line = lines.next();
      if (line.equals(end)) {
        return base64(base64.toString());
      }
      if (line.isEmpty() || line.length() > LONGEST_LINE || line.indexOf('-') >= 0) {
        throw new MalformedPemException(
            MalformedPemException.Reason.UNEXPECTED_TEXT, "a line that is not base64");
      }
      base64.append(line);
    }
    throw new MalformedPemException(
        MalformedPemException.Reason.INCOMPLETE, "a PEM block without its end");
  }

  private static byte[] base64(String text) throws MalformedPemException {
    try {
      byte[] encoded = text.getBytes(US_ASCII);
      byte[] decoded = Base64.getDecoder().decode(encoded);
      if (decoded.length > 0 && Arrays.equals(Base64.getEncoder().encode(decoded), encoded)) {
        return decoded;
      }
    } catch (IllegalArgumentException _) {
      // Refused below, without the text.
    }
    throw new MalformedPemException(
        MalformedPemException.Reason.NOT_BASE64, "not canonical base64");
  }
}
