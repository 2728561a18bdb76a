package mosaic.cli.imports.jsonl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import mosaic.cli.CommandLineRun;
import mosaic.cli.TestAuthority;
import mosaic.cli.TestGateway;
import mosaic.cli.imports.ImportRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines of JSON: what is sent, and what is skipped and why. */
final class ImportJsonlTest {
  private static final String SECRET = "hunter2hunter2";

  @TempDir private Path directory;

  private ImportRun tasks() {
    return new ImportRun(directory, "import", "jsonl", "--resource", "tasks");
  }

  private ImportRun credentials() {
    return new ImportRun(directory, "import", "jsonl", "--resource", "credentials");
  }

  @Test
  void importJsonl_goodLines_areSentWithTheirKeys() throws Exception {
    ImportRun.Outcome outcome =
        tasks()
            .send(
                """
                \uFEFF{"key":"a","title":"one","status":"done","note_key":"n","team":"other"}

                {"title":"two","body":null,"status":null}\r
                {"title":"two","body":"longer"}
                """,
                "--team",
                "sig",
                "--user",
                "bob");

    assertThat(outcome.result().status()).as(outcome.result().errors()).isZero();
    assertThat(outcome.report().path("lines").asInt()).isEqualTo(3);
    assertThat(outcome.skipped()).isEmpty();
    assertThat(outcome.items().getFirst().toString())
        .isEqualTo(
            "{\"resource\":\"tasks\",\"key\":\"a\",\"title\":\"one\",\"status\":\"done\","
                + "\"team\":\"other\",\"note_key\":\"n\"}");
    // printf 'two\0' | sha256sum
    assertThat(outcome.items().get(1).toString())
        .isEqualTo(
            "{\"resource\":\"tasks\",\"key\":\"text:c7c7bac534d042e13251e4f6ca03df0f\",\"title\":\"two\",\"status\":\"open\","
                + "\"team\":\"sig\"}");
    assertThat(outcome.items())
        .extracting(item -> item.path("key").asText())
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"title":"a"                          | not JSON, from character
          {"title":"a"}}                        | not JSON, from character
          {"title":"a"} {}                      | something follows the JSON object
          ["a"]                                 | not a JSON object
          "a"                                   | not a JSON object
          null                                  | not a JSON object
          {}                                    | title is missing
          {"title":null}                        | title is missing
          {"title":""}                          | title has 0 characters; 1 to 500 are allowed
          {"title":7}                           | title is not a text in quotes
          {"title":["a"]}                       | title is an object or a list, not a text
          {"title":"a","title":"b"}             | title is there twice
          {"title":"a","status":"finished"}     | status is neither open nor done
          {"title":"a","secret":"hunter2hunter2"} | secret: only credentials and api_keys have it
          {"title":"a","id":"x"}                | unknown field 'id'; known are key, title, body
          {"title":"a","Title":"b"}             | unknown field 'Title'; known are
          {"title":"a","key":""}                | key has 0 characters
          {"title":"a","team":"b\\u0007"}       | team holds a control character
          {"title":"a\\u0000"}                  | title holds a NUL character
          {"title":"a\\ud800"}                  | title holds half a character
          {"title":hunter2hunter2}              | not JSON, from character
          {"title":"a","key":"k"}               | the same row as line 1, by its key
          """)
  void importJsonl_badLine_isSkippedWithItsNumberAndReason(String line, String reason)
      throws IOException {
    String text = "{\"title\":\"first\",\"key\":\"k\"}\n" + line + "\n{\"title\":\"last\"}";

    ImportRun.Outcome outcome = tasks().dry(text.getBytes(StandardCharsets.UTF_8));

    assertThat(outcome.result().status()).isZero();
    assertThat(outcome.report().path("tasks").asInt()).isEqualTo(2);
    assertThat(outcome.skipped()).singleElement().asString().startsWith("2: " + reason);
    assertThat(outcome.result().output()).doesNotContain(SECRET);
  }

  @Test
  void importJsonl_oversizedDeepOrNotUtf8_isSkippedAndTheRestGoesOn() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(text("{\"title\":\"" + "x".repeat(501) + "\"}\n"));
    bytes.writeBytes(text("{\"title\":\"a\",\"body\":\"" + "x".repeat((1 << 20) + 1) + "\"}\n"));
    bytes.writeBytes(text("{\"title\":\"" + "y".repeat(9 << 20) + "\"}\n"));
    bytes.writeBytes(text("{\"title\":" + "[".repeat(1 << 20) + "\n"));
    bytes.writeBytes(new byte[] {'{', '"', (byte) 0xC3, '(', '"', '\n'});
    bytes.writeBytes(text("{\"title\":\"a\",\"key\":\"" + "é".repeat(1024) + "\"}\n"));
    bytes.writeBytes(text("{\"title\":\"a\",\"key\":\"" + "漢".repeat(1024) + "\"}\n"));
    bytes.writeBytes(text("{\"title\":\"" + "😀".repeat(500) + "\"}"));

    ImportRun.Outcome outcome = tasks().dry(bytes.toByteArray());

    assertThat(outcome.skipped())
        .containsExactly(
            "1: title has 501 characters; 1 to 500 are allowed",
            "2: body has 1048577 bytes; up to 1048576 are allowed",
            "3: longer than 8 MiB",
            "4: title is an object or a list, not a text",
            "5: not UTF-8 text",
            "7: key has 3072 bytes; up to 2600 are allowed");
    assertThat(outcome.report().path("tasks").asInt()).isEqualTo(2);
  }

  @Test
  void importJsonl_secrets_areSentAndNeverReported() throws Exception {
    String lines =
        """
        {"key":"a","title":"good","secret":"hunter2hunter2"}
        {"key":"a","title":"again","secret":"hunter2hunter2"}
        {"key":"b","title":"unquoted","secret":hunter2hunter2}
        {"key":"c","title":"long","secret":"%s"}
        {"key":"d","title":"status","status":"hunter2hunter2"}
        """
            .formatted("hunter2hunter2".repeat(2000));

    ImportRun.Outcome outcome = credentials().send(lines);

    assertThat(outcome.items()).singleElement().asString().contains(SECRET);
    assertThat(outcome.skipped()).hasSize(4);
    assertThat(outcome.result().output() + outcome.result().errors()).doesNotContain("hunter2");
  }

  @Test
  void importJsonl_strictWithABadLine_sendsNothing() throws Exception {
    ImportRun.Outcome outcome = tasks().send("{\"title\":\"a\"}\n{\"nonsense\":1}\n", "--strict");

    assertThat(outcome.items()).isEmpty();
    assertThat(outcome.result().status()).isEqualTo(2);
    assertThat(outcome.result().errors()).contains("input-refused");
    assertThat(outcome.skipped()).hasSize(1);

    assertThat(tasks().send("{\"title\":\"a\"}\n", "--strict").items()).hasSize(1);
  }

  @Test
  void importJsonl_strictAndThePipeOfAShell_isRefusedAsItCannotBeReadTwice() throws Exception {
    Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    CommandLineRun.Result result =
        new CommandLineRun(directory)
            .run(
                "import", "jsonl", pipe.toString(), "--resource", "tasks", "--dry-run", "--strict");

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.errors()).contains("reads its input twice");
  }

  @Test
  void importJsonl_strictAndTheGatewayRefusesOneItem_isNoSuccess() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("tasks.jsonl"), "{\"title\":\"a\"}\n{\"title\":\"b\"}\n");
    try (TestGateway gateway = new TestGateway(TestAuthority.shared().serverContext())) {
      gateway.on(
          "POST /api/v1/imports",
          400,
          """
          {"title":"Bad","code":"request-invalid","path":"$.items[1].note_key",
           "detail":"$.items[1].note_key: names no note"}""");
      gateway.on("POST /api/v1/imports", 200, "{\"by_resource\":{\"tasks\":{\"created\":1}}}");

      ImportRun.Outcome outcome = tasks().send(gateway, file, "--strict");

      assertThat(outcome.result().status()).isEqualTo(2);
      assertThat(outcome.result().errors()).contains("1 cannot be used; the rest was stored");
      assertThat(outcome.skipped()).containsExactly("2: note_key: names no note");
    }
  }

  @Test
  void importJsonl_nothingUsable_isAnInputError() throws Exception {
    ImportRun.Outcome outcome = tasks().send("<html>\n</html>\n");

    assertThat(outcome.result().status()).isEqualTo(2);
    assertThat(outcome.items()).isEmpty();
    assertThat(tasks().send("").result().status()).as("an empty file").isZero();
  }

  @Test
  void importJsonl_standardInput_isRead() {
    CommandLineRun.Result result =
        new CommandLineRun(directory)
            .input("{\"title\":\"a\"}\n{\"title\":\"b\"}")
            .run("import", "jsonl", "-", "--resource", "notes", "--dry-run");

    assertThat(result.output().lines())
        .containsExactly("lines  2, 0 skipped", "notes  2", "dry run: nothing was sent");
  }

  @Test
  void importJsonl_gatewayRefusesOneItem_theOthersGoWithoutIt() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("tasks.jsonl"),
            "{\"title\":\"a\"}\n{\"title\":\"b\",\"note_key\":\"none\"}\n{\"title\":\"c\"}\n");
    try (TestGateway gateway = new TestGateway(TestAuthority.shared().serverContext())) {
      gateway.on(
          "POST /api/v1/imports",
          400,
          """
          {"title":"Bad","code":"request-invalid","path":"$.items[1].note_key",
           "detail":"$.items[1].note_key: names no note"}""");
      gateway.on("POST /api/v1/imports", 200, "{\"by_resource\":{\"tasks\":{\"created\":2}}}");

      ImportRun.Outcome outcome = tasks().send(gateway, file);

      assertThat(outcome.result().status()).as(outcome.result().errors()).isZero();
      assertThat(outcome.skipped()).containsExactly("2: note_key: names no note");
      assertThat(outcome.report().path("tasks").asInt()).isEqualTo(2);
      assertThat(outcome.items().subList(3, 5))
          .extracting(item -> item.path("title").asText())
          .containsExactly("a", "c");
    }
  }

  @Test
  void importJsonl_notAllowed_endsAndNamesTheLine() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("tasks.jsonl"), "\n{\"title\":\"a\",\"team\":\"others\"}\n");
    try (TestGateway gateway = new TestGateway(TestAuthority.shared().serverContext())) {
      gateway.on(
          "POST /api/v1/imports",
          403,
          """
          {"title":"Not allowed","code":"not-allowed","path":"$.items[0].team",
           "detail":"$.items[0].team: you are not in it"}""");

      ImportRun.Outcome outcome = tasks().send(gateway, file);

      assertThat(outcome.result().status()).isEqualTo(4);
      assertThat(outcome.result().output()).isEmpty();
      assertThat(outcome.result().errors()).contains("line 2: team: you are not in it");
    }
  }

  @Test
  void importJsonl_manyBadLines_aBoundedNumberIsShownAndAllAreCounted() throws IOException {
    ImportRun.Outcome outcome = tasks().dry(text("{}\n".repeat(1500)));

    assertThat(outcome.report().path("skipped")).hasSize(1000);
    assertThat(outcome.report().path("skipped_count").asInt()).isEqualTo(1500);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
