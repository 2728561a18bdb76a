package mosaic.cli.imports.icalendar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import mosaic.cli.imports.ImportRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** iCalendar files, whole and broken: which tasks come of them and what the report says. */
final class ImportIcsTest {
  @TempDir private Path directory;

  private ImportRun ics() {
    return new ImportRun(directory, "import", "ics");
  }

  private static String calendar(String... components) {
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//EN\r\n"
        + String.join("", components)
        + "END:VCALENDAR\r\n";
  }

  private static String toDo(String... lines) {
    return component("VTODO", lines);
  }

  private static String component(String name, String... lines) {
    return "BEGIN:%s\r\n%s\r\nEND:%s\r\n".formatted(name, String.join("\r\n", lines), name);
  }

  @Test
  void importIcs_fullToDo_becomesATaskAndWhatHasNoFieldIsSaid() throws Exception {
    String event = component("VEVENT", "UID:e", "BEGIN:VALARM", "END:VALARM");
    String zone = component("VTIMEZONE", "TZID:Europe/Berlin", "BEGIN:STANDARD", "END:STANDARD");
    String full =
        toDo(
            "UID:a@example",
            "DTSTAMP:20261101T080000Z",
            "SUMMARY;LANGUAGE=en:Renew\\, then check\\; really",
            "DESCRIPTION:first line\\nsecond \\\\ line with a very long",
            "  tail that was folded",
            "DUE;TZID=Europe/Berlin:20261201T170000",
            "RRULE:FREQ=WEEKLY;BYDAY=MO",
            "PRIORITY:1",
            "CATEGORIES:work,tls",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "END:VALARM");

    ImportRun.Outcome outcome = ics().send(calendar(zone, event, full), "--team", "sig");

    assertThat(outcome.result().status()).as(outcome.result().errors()).isZero();
    JsonNode task = outcome.items().getFirst();
    assertThat(task.path("resource").asText()).isEqualTo("tasks");
    assertThat(task.path("key").asText()).isEqualTo("a@example");
    assertThat(task.path("title").asText()).isEqualTo("Renew, then check; really");
    assertThat(task.path("team").asText()).isEqualTo("sig");
    assertThat(task.path("status").asText()).isEqualTo("open");
    assertThat(task.path("body").asText())
        .isEqualTo(
            """
            first line
            second \\ line with a very long tail that was folded

            Due: 2026-12-01 17:00 Europe/Berlin
            Repeats: FREQ=WEEKLY;BYDAY=MO""");
    assertThat(outcome.report().path("not_carried").toString())
        .isEqualTo("{\"categories\":1,\"priority\":1,\"valarm\":1}");
    assertThat(outcome.report().path("in_the_body").toString())
        .isEqualTo("{\"due\":1,\"rrule\":1}");
    assertThat(outcome.report().path("passed_over").toString()).isEqualTo("{\"vevent\":1}");
    assertThat(outcome.report().path("to_dos").asInt()).isOne();
  }

  @Test
  void importIcs_statesAndTexts_areReadAsRfc5545Says() throws Exception {
    ImportRun.Outcome outcome =
        ics()
            .send(
                calendar(
                        toDo("UID:1", "SUMMARY:a", "STATUS:COMPLETED"),
                        toDo("UID:2", "SUMMARY:b", "COMPLETED:20261101T080000Z"),
                        toDo("UID:3", "SUMMARY:c", "PERCENT-COMPLETE:100"),
                        toDo("UID:4", "SUMMARY:d", "STATUS:IN-PROCESS", "PERCENT-COMPLETE:50"))
                    + calendar(
                        toDo("UID:5", "SUMMARY:e", "STATUS:cancelled", "DUE;VALUE=DATE:20261201"),
                        toDo("UID:6", "DESCRIPTION:only\\na description"),
                        toDo("UID:7"),
                        toDo("SUMMARY:no uid"),
                        toDo("UID:1", "RECURRENCE-ID:20261208T080000Z", "SUMMARY:moved")));

    assertThat(outcome.items())
        .extracting(item -> item.path("title").asText() + "/" + item.path("status").asText())
        .containsExactly(
            "a/done",
            "b/done",
            "c/done",
            "d/open",
            "e/done",
            "only/open",
            "(no text)/open",
            "no uid/open",
            "moved/open");
    assertThat(outcome.items().get(4).path("body").asText())
        .isEqualTo("Due: 2026-12-01\nCancelled");
    assertThat(outcome.items().get(7).path("key").asText()).startsWith("text:");
    assertThat(outcome.items().get(8).path("key").asText()).isEqualTo("1#20261208T080000Z");
  }

  @Test
  void importIcs_brokenComponents_areReportedByLineAndSpoilNoOther() throws IOException {
    String file =
        calendar(
                toDo("UID:1", "SUMMARY:good"), // lines 4 to 7
                "BEGIN:VTODO\r\nSUMMARY:unfinished\r\n", // 8
                toDo("UID:1", "SUMMARY:again"), // 10
                toDo("UID:2", "BEGIN:VALARM", "SUMMARY:alarm has no end"), // 14
                "END:VEVENT\r\n", // 19
                toDo("UID:3", "this is no property", "SUMMARY:one bad line")) // 20
            + "stray\r\nmore of it\r\n" // 26
            + "BEGIN:VCALENDAR\r\n" // 28
            + toDo("UID:4", "SUMMARY:last good") // 29
            + "BEGIN:VTODO\r\nUID:5\r\n"; // 33

    ImportRun.Outcome outcome = ics().dry(file.getBytes(StandardCharsets.UTF_8));

    assertThat(outcome.result().status()).isZero();
    assertThat(outcome.skipped())
        .containsExactly(
            "8: VTODO has no end",
            "10: the same to-do as on line 4, by its UID or text",
            "14: VALARM in it has no end",
            "19: END:VEVENT without its BEGIN",
            "26: outside of any VCALENDAR",
            "33: VTODO has no end",
            "28: VCALENDAR has no end: the file may be cut off");
    assertThat(outcome.report().path("tasks").asInt()).isEqualTo(3);
    assertThat(outcome.report().path("to_dos").asInt()).isEqualTo(7);
    assertThat(outcome.report().path("not_carried").path("unreadable line").asInt()).isOne();
  }

  @Test
  void importIcs_charsets_utf8CutByFoldingIsMendedAndOthersAreSaid() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(text("\uFEFFBEGIN:VCALENDAR\nBEGIN:VTODO\nUID:1\nSUMMARY:M"));
    // ü is C3 BC: folded between its bytes.
    bytes.writeBytes(new byte[] {(byte) 0xC3, '\r', '\n', ' ', (byte) 0xBC});
    bytes.writeBytes(text("nchen\nEND:VTODO\nBEGIN:VTODO\nUID:2\nSUMMARY:M"));
    bytes.writeBytes(new byte[] {(byte) 0xFC});
    bytes.writeBytes(text("nchen\nEND:VTODO\nEND:VCALENDAR\n"));

    ImportRun.Outcome outcome = ics().dry(bytes.toByteArray());

    assertThat(outcome.report().path("tasks").asInt()).isOne();
    assertThat(outcome.skipped()).singleElement().asString().startsWith("7: not UTF-8 text");

    String quoted = "SUMMARY;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCnchen=";
    String vcal = calendar(toDo(quoted, ", ja")).replace("VERSION:2.0", "VERSION:1.0");
    assertThat(ics().send(vcal).items().getFirst().path("title").asText()).isEqualTo("München, ja");
  }

  @Test
  void importIcs_hugeOrDeep_isBounded() throws IOException {
    String file =
        calendar(
            toDo("UID:1", "SUMMARY:" + "x".repeat(5 << 20)),
            toDo("UID:2", "SUMMARY:a", "BEGIN:X\r\n".repeat(100) + "END:X\r\n".repeat(100)),
            toDo("UID:3", "SUMMARY:a", "ATTACH:" + ("x".repeat(70) + "\r\n ").repeat(70_000)),
            toDo("UID:" + "u".repeat(1025), "SUMMARY:b"),
            toDo("UID:5", "SUMMARY:" + "t".repeat(600)));

    ImportRun.Outcome outcome = ics().dry(file.getBytes(StandardCharsets.UTF_8));

    assertThat(outcome.skipped())
        .extracting(line -> line.substring(line.indexOf(' ') + 1))
        .containsExactly(
            "larger than 4 MiB",
            "nested deeper than 8",
            "larger than 4 MiB",
            "key has 1025 characters; 1 to 1024 are allowed");
    assertThat(outcome.report().path("tasks").asInt()).isOne();
  }

  @Test
  void importIcs_anyNumberOfUnknownNames_aBoundedNumberIsNamed() throws IOException {
    StringBuilder properties = new StringBuilder("SUMMARY:a\r\nX-" + "N".repeat(5000) + ":1");
    for (int i = 0; i < 500; i++) {
      properties.append("\r\nX-").append(i).append(":1");
    }

    ImportRun.Outcome outcome = ics().dry(text(calendar(toDo(properties.toString()))));

    JsonNode named = outcome.report().path("not_carried");
    assertThat(named).hasSizeLessThanOrEqualTo(101);
    assertThat(named.toString()).hasSizeLessThan(5000);
    int sum = 0;
    for (JsonNode number : named) {
      sum += number.asInt();
    }
    assertThat(sum).isEqualTo(501);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\n\n", "<html></html>", "PK\u0003\u0004", "BEGIN:VCARD\nEND:VCARD\n"})
  void importIcs_noCalendar_isAnInputError(String content) throws Exception {
    ImportRun.Outcome outcome = ics().send(content);

    assertThat(outcome.result().status()).isEqualTo(2);
    assertThat(outcome.result().errors()).contains("file-unusable");
    assertThat(outcome.items()).isEmpty();
  }

  @Test
  void importIcs_utf16_saysHowToConvertIt() throws IOException {
    ImportRun.Outcome outcome = ics().dry(calendar().getBytes(StandardCharsets.UTF_16));

    assertThat(outcome.result().status()).isEqualTo(2);
    assertThat(outcome.result().errors()).contains("iconv -f UTF-16");
  }

  @Test
  void importIcs_anyPrefixOfAFile_neitherFailsNorInvents() throws IOException {
    byte[] whole =
        text(calendar(toDo("UID:1", "SUMMARY:a"), toDo("UID:2", "SUMMARY:b", "DUE:20261201")));

    for (int length = 0; length < whole.length; length++) {
      ImportRun.Outcome outcome = ics().dry(Arrays.copyOf(whole, length));
      assertThat(outcome.result().status()).as("prefix of %d", length).isIn(0, 2);
      assertThat(outcome.result().errors()).as("prefix of %d", length).doesNotContain("\tat ");
    }
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
