package mosaic.gateway.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mosaic.gateway.instance.check.Finding;
import mosaic.gateway.instance.check.State;

/** The report for people: a line for each thing, and under it what to do. */
final class TextReport {
  private static final String GAP = "  ";
  private static final String ESCAPE = "\u001b[";
  private static final int LABEL_WIDTH = 4;

  private final Report report;
  private final boolean colours;

  private TextReport(Report report, boolean colours) {
    this.report = report;
    this.colours = colours;
  }

  /**
   * The lines.
   *
   * @param colours whether what reads it is a terminal that may show them
   */
  static List<String> of(Report report, boolean colours) {
    return new TextReport(report, colours).lines();
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s, tier %s"
            .formatted(
                report.serverName().orElse("unnamed instance"), report.tier().orElse("unknown")));
    lines.add("");
    int services = width(report.findings().stream().map(f -> f.subject().service()).toList());
    int addresses = width(report.findings().stream().map(f -> f.subject().address()).toList());
    String indent = " ".repeat(LABEL_WIDTH + GAP.length());
    for (Finding finding : report.findings()) {
      lines.add(
          (label(finding.state())
                  + GAP
                  + pad(finding.subject().service(), services)
                  + GAP
                  + pad(finding.subject().address(), addresses)
                  + GAP
                  + visible(detail(finding)))
              .stripTrailing());
      finding.remedy().ifPresent(remedy -> lines.add(indent + "try: " + visible(remedy)));
    }
    lines.add("");
    lines.add(summary());
    return lines;
  }

  private static String detail(Finding finding) {
    Object roundTrip = finding.measured().get("round_trip_ms");
    return roundTrip == null
        ? finding.detail()
        : "%s, round trip %s ms".formatted(finding.detail(), roundTrip);
  }

  private String summary() {
    Colour colour = report.colour();
    String word = paint(colour.name(), colour);
    return switch (colour) {
      case GREEN -> word + ": everything is as it should be";
      case YELLOW -> "%s: %s".formatted(word, counted(State.WARNING, "warning"));
      case RED ->
          "%s: %s, %s"
              .formatted(
                  word, counted(State.FAILURE, "failure"), counted(State.WARNING, "warning"));
    };
  }

  private String counted(State state, String noun) {
    long count = report.findings().stream().filter(found -> found.state() == state).count();
    return count == 1 ? "1 " + noun : "%d %ss".formatted(count, noun);
  }

  private String label(State state) {
    return switch (state) {
      case OK -> paint("ok  ", Colour.GREEN);
      case WARNING -> paint("warn", Colour.YELLOW);
      case FAILURE -> paint("FAIL", Colour.RED);
      case UNKNOWN -> "-   ";
    };
  }

  private String paint(String text, Colour colour) {
    if (!colours) {
      return text;
    }
    int code =
        switch (colour) {
          case GREEN -> 32;
          case YELLOW -> 33;
          case RED -> 31;
        };
    return String.format(Locale.ROOT, "%s%dm%s%s0m", ESCAPE, code, text, ESCAPE);
  }

  /** What a server or a row says must not move the cursor. */
  private static String visible(String text) {
    return text.replaceAll("\\p{Cc}", "?");
  }

  private static int width(List<String> texts) {
    return texts.stream().mapToInt(String::length).max().orElse(0);
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}
