package mosaic.cli.row;

import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Where rows are read from: here, one peer, or here and every peer. */
record Source(String text) {
  private static final Pattern KNOWN =
      Pattern.compile("local|all|federated:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");

  boolean isAll() {
    return text.equals("all");
  }

  /** What a shell completes; hosts of peers are known to the gateway alone. */
  static final class Candidates implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("local", "all", "federated:").iterator();
    }
  }

  /** For picocli. */
  static final class Converter implements ITypeConverter<Source> {
    @Override
    public Source convert(String text) {
      if (!KNOWN.matcher(text).matches()) {
        throw new TypeConversionException("it is none of local, federated:<host> and all");
      }
      return new Source(text);
    }
  }
}
