package mosaic.cli.federation;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import mosaic.cli.CommandFailure;
import mosaic.cli.Id;

/**
 * An enrolment URL whose shape is right. It holds a secret, so no message repeats any part of it.
 */
record EnrolmentUrl(String secretText) {
  private static final String PATH = "/federation/enrolment/v1/";
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final Pattern SUBJECT = Pattern.compile("[0-9a-f-]{36}");
  private static final Pattern ROOT = Pattern.compile("sha256:[0-9a-fA-F]{64}");

  static EnrolmentUrl parse(String typed) {
    String text = typed.strip();
    int hash = text.indexOf('#');
    List<String> faults = new ArrayList<>(addressFaults(hash < 0 ? text : text.substring(0, hash)));
    faults.addAll(
        hash < 0
            ? List.of("the part from # on, with token and ca, is missing")
            : fragmentFaults(text.substring(hash + 1)));
    if (!faults.isEmpty()) {
      throw CommandFailure.usage(
          "enrolment-url-malformed",
          "The enrolment URL is malformed",
          String.join("; ", faults),
          "copy it whole, and put it in single quotes: the shell cuts an unquoted URL at &");
    }
    return new EnrolmentUrl(text);
  }

  private static List<String> addressFaults(String address) {
    URI uri;
    try {
      uri = new URI(address);
    } catch (URISyntaxException malformed) {
      return List.of("what stands before # is not a URL");
    }
    List<String> faults = new ArrayList<>();
    if (!"https".equalsIgnoreCase(uri.getScheme())) {
      faults.add("it does not start with https://");
    }
    if (uri.getHost() == null) {
      faults.add("it names no valid host");
    }
    if (uri.getRawUserInfo() != null || uri.getRawQuery() != null) {
      faults.add("it has a user name or a query, which do not belong there");
    }
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    if (!path.startsWith(PATH)) {
      faults.add("its path does not start with " + PATH);
    } else if (!Id.isOne(path.substring(PATH.length()))) {
      faults.add("its path does not end in a grant id");
    }
    return faults;
  }

  private static List<String> fragmentFaults(String fragment) {
    List<String> faults = new ArrayList<>();
    List<String> tokens = new ArrayList<>();
    List<String> roots = new ArrayList<>();
    List<String> subjects = new ArrayList<>();
    for (String part : fragment.split("&", -1)) {
      if (part.startsWith("token=")) {
        tokens.add(part.substring("token=".length()));
      } else if (part.startsWith("ca=")) {
        roots.add(part.substring("ca=".length()));
      } else if (part.startsWith("subject=")) {
        subjects.add(part.substring("subject=".length()));
      } else if (!part.isEmpty()) {
        faults.add("after # there is something besides token, ca and subject");
      }
    }
    once(tokens, "token", TOKEN, "43 letters, digits, - or _", faults);
    once(roots, "ca", ROOT, "sha256: and 64 hex digits", faults);
    if (!subjects.isEmpty()) {
      once(subjects, "subject", SUBJECT, "an id", faults);
    }
    return faults;
  }

  private static void once(
      List<String> values, String name, Pattern shape, String meaning, List<String> faults) {
    if (values.size() != 1) {
      faults.add(name + "= is " + (values.isEmpty() ? "missing" : "there more than once"));
    } else if (!shape.matcher(values.getFirst()).matches()) {
      faults.add(name + "= is not " + meaning + " (it is " + values.getFirst().length() + " long)");
    }
  }

  @Override
  public String toString() {
    return "(enrolment URL)";
  }
}
