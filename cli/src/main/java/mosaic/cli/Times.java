package mosaic.cli;

/** Moments as the API writes them, made shorter for tables. */
public final class Times {
  private static final int TO_THE_MINUTE = "2026-11-22T01:21".length();
  private static final int TO_THE_SECOND = "2026-11-22T01:21:00".length();

  private Times() {}

  /** {@code 2026-11-22 01:21Z}, or the text itself when it is not a moment. */
  public static String toTheMinute(String moment) {
    return shortened(moment, TO_THE_MINUTE);
  }

  public static String toTheSecond(String moment) {
    return shortened(moment, TO_THE_SECOND);
  }

  private static String shortened(String moment, int length) {
    boolean utc = moment.length() > TO_THE_SECOND && moment.endsWith("Z");
    return utc && moment.charAt(10) == 'T'
        ? moment.substring(0, length).replace('T', ' ') + "Z"
        : moment;
  }
}
