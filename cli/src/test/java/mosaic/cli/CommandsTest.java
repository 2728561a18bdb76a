package mosaic.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateException;
import mosaic.cli.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands against a TLS server: what they ask and how they show the answer. */
final class CommandsTest {
  private static final String ID = "0198c0de-0000-7000-8000-000000000001";
  private static final String TEAM = "0198c0de-0000-7000-8000-0000000000bb";

  private static final TestAuthority AUTHORITY = TestAuthority.shared();

  @TempDir private Path directory;
  private TestGateway gateway = start();

  private static TestGateway start() {
    try {
      return new TestGateway(AUTHORITY.serverContext());
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    }
  }

  @BeforeEach
  void startGateway() {
    gateway.close();
    gateway = start();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private CommandLineRun run() throws IOException, CertificateException {
    return new CommandLineRun(directory).signedIn(gateway.url(), AUTHORITY);
  }

  private static String item(String source, String title, String team) {
    return """
        {"_source":"%s","resource":"tasks","id":"%s","title":%s,"body":"line\\u001b[2J\\nnext",
         "status":"open","note_id":null,"owner_id":"%s","team_id":%s,
         "created_at":"2026-11-22T01:20:00.000000Z","updated_at":"2026-11-22T01:21:05.123456Z"}"""
        .formatted(source, ID, Json.quoted(title), ID, team.isEmpty() ? "null" : Json.quoted(team));
  }

  private static String page(String item, String next) {
    return """
        {"items":[%s],"next":%s,"complete":true,
         "sources":[{"source":"local","status":"ok","count":1,"took_ms":2}]}"""
        .formatted(item, next);
  }

  @Test
  void capabilities_ofAPeer_showWhatIsLeftOfItsLimits() throws Exception {
    gateway.on(
        "GET /api/v1/capabilities?source=all",
        200,
        """
        {"complete":true,"signals":[],"sources":[
          {"source":"local","status":"ok","capabilities":{
            "resources":[{"resource":"notes","description":"texts","verbs":["list","get"],
                          "filters":[],"sorts":["-updated_at"]}],
            "limits":{"max_rows_per_query":500}}},
          {"source":"federated:work.example","status":"ok","capabilities":{
            "resources":[{"resource":"tasks","description":"to do\\u001b[2J","verbs":["list"],
                          "filters":["status"],"sorts":["-updated_at"]}],
            "limits":{"max_rows_per_query":20,"rate_limit_rpm":60,"requests_left":58,
                      "resets_in_seconds":41}}},
          {"source":"federated:old.example","status":"ok","capabilities":{
            "resources":[],"limits":{"max_rows_per_query":20,"rate_limit_rpm":60}}}]}""");

    CommandLineRun.Result result = run().run("capabilities", "--source", "all");

    assertThat(result.status()).as(result.errors()).isZero();
    assertThat(result.output().lines())
        .containsExactly(
            "SOURCE                  RESOURCE  VERBS      FILTERS  SORTS        WHAT",
            "local                   notes     list, get           -updated_at  texts",
            "federated:work.example  tasks     list       status   -updated_at  to do␛[2J",
            "",
            "local: at most 500 rows a page",
            "federated:work.example: at most 20 rows a page; 58 of 60 requests left, all again in 41 s",
            "federated:old.example: at most 20 rows a page; 60 requests a minute",
            "local  ok",
            "work.example  ok",
            "old.example  ok");
  }

  @Test
  void list_everySource_rowsAreTaggedAndEscapesNeutralised() throws Exception {
    gateway.on(
        "GET /api/v1/tasks?source=all",
        200,
        """
        {"items":[%s,%s],"next":null,"complete":false,
         "sources":[{"source":"local","status":"ok","took_ms":3,"count":1,"more":false},
                    {"source":"federated:work.example","status":"ok","took_ms":12,"count":50,"more":true},
                    {"source":"federated:gone.example","status":"offline","took_ms":1,"count":0,
                     "code":"unknown","detail":"no connection"}],
         "signals":["federation offline for `gone.example`\\u001b[31m"]}"""
            .formatted(
                item("local", "\u001b]0;owned\u0007Title\u202E", TEAM),
                item("federated:work.example", "Other", TEAM)));
    gateway.on(
        "GET /api/v1/teams",
        200,
        "{\"items\":[{\"id\":\"" + TEAM + "\",\"name\":\"sig\\u001b[1m\",\"members\":1}]}");

    CommandLineRun.Result result = run().run("list", "tasks", "--source", "all");

    assertThat(result.status()).isZero();
    assertThat(result.output().lines())
        .containsExactly(
            "SOURCE                  ID                                    TITLE             STATUS"
                + "  TEAM      UPDATED",
            "local                   "
                + ID
                + "  ␛]0;owned␇Title�  open    sig␛[1m   2026-11-22 01:21Z",
            "federated:work.example  "
                + ID
                + "  Other             open    0198c0de  2026-11-22 01:21Z",
            "",
            "local  ok  3 ms  1 row",
            "work.example  ok  12 ms  50 rows, more follow",
            "gone.example  offline  1 ms  0 rows");
    assertThat(result.errors().lines())
        .containsExactly(
            "mosaic: federation offline for `gone.example`␛[31m",
            "mosaic: nothing from gone.example: offline, no connection (code unknown)",
            "mosaic: the answer is incomplete");
  }

  @Test
  void search_text_isSentEncodedAndShownWithScores() throws Exception {
    gateway.on(
        "GET /api/v1/memory/search?q=caf%C3%A9%20%26%20more&limit=5",
        200,
        """
        {"items":[%s],"next":null,"complete":true,"signals":[],
         "sources":[{"source":"local","status":"ok","took_ms":3,"count":1,"more":true}]}"""
            .formatted(
                item("local", "Menu\u001b[2J", "")
                    .replace(
                        "{\"_s",
                        """
                        {"score":0.456,"snippet":[{"text":"the "},{"text":"caf\u00e9","match":true},
                         {"text":" of\\u001b[2J the week"}],"_s""")));

    CommandLineRun.Result result = run().run("search", "memory", "café & more", "--limit", "5");

    assertThat(result.status()).isZero();
    assertThat(result.output().lines())
        .containsExactly(
            "SCORE  SOURCE  TYPE   ID                                    TITLE     TEAM",
            "0.46   local   tasks  " + ID + "  Menu␛[2J",
            "       the café of␛[2J the week",
            "",
            "local  ok  3 ms  1 row, more follow");
  }

  @Test
  void search_withoutResource_isOverAllTypes() throws Exception {
    gateway.on(
        "GET /api/v1/search?q=-draft%20%22a%20plan%22&source=all",
        200, "{\"items\":[],\"next\":null,\"complete\":true,\"signals\":[],\"sources\":[]}");

    CommandLineRun.Result result =
        run().run("search", "--source", "all", "--", "-draft \"a plan\"");

    assertThat(result.status()).isZero();
    assertThat(result.output()).startsWith("no rows");
  }

  @Test
  void search_refused_exitsWithThatMeaning() throws Exception {
    gateway.on(
        "GET /api/v1/memory/search?q=x",
        503,
        "{\"code\":\"search-unavailable\",\"title\":\"Search is not available\",\"status\":503}");

    CommandLineRun.Result result = run().run("search", "memory", "x");

    assertThat(result.status()).isEqualTo(ExitCode.REFUSED.status());
    assertThat(result.errors()).contains("search-unavailable");
    assertThat(result.output()).isEmpty();
  }

  @Test
  void list_jsonWanted_isTheAnswerWithoutAnythingATerminalObeys() throws Exception {
    gateway.on(
        "GET /api/v1/tasks",
        200,
        "{\"items\":[" + item("local", "\u001b[2J\u009b31m\u202Ex", "") + "],\"sources\":[]}");

    CommandLineRun.Result result = run().run("list", "tasks", "--output", "json");

    assertThat(result.output()).doesNotContain("\u001b", "\u009b", "\u202E");
    assertThat(
            Json.read(result.output().getBytes(StandardCharsets.UTF_8))
                .path("items")
                .path(0)
                .path("title")
                .asText())
        .isEqualTo("\u001b[2J\u009b31m\u202Ex");
  }

  @Test
  void list_allPages_followsTheCursorToTheEnd() throws Exception {
    gateway.on("GET /api/v1/notes?limit=500", 200, page(item("local", "one", ""), "\"a+b&c\""));
    gateway.on(
        "GET /api/v1/notes?limit=500&cursor=a%2Bb%26c",
        200, page(item("local", "two", ""), "null"));

    CommandLineRun.Result table = run().run("list", "notes", "--all-pages");
    CommandLineRun.Result json = run().run("list", "notes", "--all-pages", "--output", "json");

    assertThat(table.output()).contains("one", "two", "local  ok  4 ms  2 rows");
    JsonNode merged = Json.read(json.output().getBytes(StandardCharsets.UTF_8));
    assertThat(merged.path("items").size()).isEqualTo(2);
    assertThat(merged.path("next").isNull()).isTrue();
    assertThat(merged.path("sources").path(0).path("count").asInt()).isEqualTo(2);
  }

  @Test
  void list_pageThatFollowsItself_ends() throws Exception {
    gateway.on("GET /api/v1/notes?limit=500", 200, "{\"items\":[],\"next\":\"x\"}");
    gateway.on("GET /api/v1/notes?limit=500&cursor=x", 200, "{\"items\":[],\"next\":\"x\"}");

    assertThat(run().run("list", "notes", "--all-pages").status()).isEqualTo(1);
  }

  @Test
  void list_filtersAndSort_areSentAsTheApiHasThem() throws Exception {
    gateway.on(
        "GET /api/v1/tasks?team=none&source=all&status=done"
            + "&updated_since=2026-11-01T00%3A00%3A00Z&sort=-created_at",
        200, page(item("local", "Done long ago", ""), "null"));

    CommandLineRun.Result result =
        run()
            .run(
                "list",
                "tasks",
                "--source",
                "all",
                "--status",
                "done",
                "--since",
                "2026-11-01",
                "--team",
                "none",
                "--sort",
                "-created_at");

    assertThat(result.output()).contains("Done long ago");
    gateway.on(
        "GET /api/v1/notes?updated_since=2026-11-01T07%3A30%3A00.123456Z&text=50%25%20caf%C3%A9",
        200, page(item("local", "A note", ""), "null"));
    assertThat(
            run()
                .run(
                    "list",
                    "notes",
                    "--text",
                    "50% café",
                    "--since",
                    "2026-11-01T08:30:00.123456789+01:00")
                .output())
        .contains("A note");
  }

  @Test
  void list_filterThatTheGatewayRefuses_showsWhy() throws Exception {
    gateway.on(
        "GET /api/v1/notes?status=open",
        400,
        "{\"code\":\"request-invalid\",\"title\":\"The request is not valid\",\"status\":400,"
            + "\"detail\":\"Only tasks have a status.\",\"remedy\":\"Leave it out.\"}");

    CommandLineRun.Result result = run().run("list", "notes", "--status", "open");

    assertThat(result.status()).isEqualTo(ExitCode.REFUSED.status());
    assertThat(result.errors()).contains("Only tasks have a status.");
  }

  @Test
  void list_teamByName_isResolvedToItsPath() throws Exception {
    gateway.on(
        "GET /api/v1/teams", 200, "{\"items\":[{\"id\":\"" + TEAM + "\",\"name\":\"sig\"}]}");
    gateway.on("GET /api/v1/teams/" + TEAM + "/tasks", 200, "{\"items\":[],\"sources\":[]}");

    assertThat(run().run("list", "tasks", "--team", "sig").output()).startsWith("no rows");
    assertThat(run().run("list", "tasks", "--team", "nobody").status()).isEqualTo(5);
  }

  @Test
  void get_eitherSpelling_showsBodyNeutralised() throws Exception {
    gateway.on(
        "GET /api/v1/tasks/" + ID + "?source=local",
        200,
        "{\"item\":" + item("local", "Title", "") + ",\"complete\":true,\"sources\":[]}");

    CommandLineRun.Result two = run().run("get", "tasks", ID, "--source", "local");
    CommandLineRun.Result one = run().run("get", "tasks/" + ID, "--source", "local");

    assertThat(two.status()).isZero();
    assertThat(two.output()).contains("\nline␛[2J\nnext\n").isEqualTo(one.output());
  }

  @Test
  void create_secretOnInput_isSentAndNotALineEndMore() throws Exception {
    gateway.on("POST /api/v1/credentials", 201, "{\"_source\":\"local\",\"id\":\"" + ID + "\"}");

    CommandLineRun.Result result =
        run().input("s3cret\n").run("create", "credentials", "--title", "a", "--secret-stdin");

    assertThat(result.status()).isZero();
    assertThat(gateway.asked().getLast().json().path("secret").asText()).isEqualTo("s3cret");
  }

  @Test
  void delete_row_asksAndConfirms() throws Exception {
    gateway.on("DELETE /api/v1/tasks/" + ID, 204, "");

    assertThat(run().run("delete", "tasks", ID).output()).isEqualTo("deleted tasks/" + ID + "\n");
  }

  @Test
  void addMember_names_areResolved() throws Exception {
    gateway.on(
        "GET /api/v1/teams", 200, "{\"items\":[{\"id\":\"" + TEAM + "\",\"name\":\"sig\"}]}");
    gateway.on(
        "GET /api/v1/users", 200, "{\"items\":[{\"id\":\"" + ID + "\",\"name\":\"alice\"}]}");
    gateway.on("PUT /api/v1/teams/" + TEAM + "/members/" + ID, 204, "");

    CommandLineRun.Result result =
        run().run("team", "add-member", "sig", "alice", "--role", "lead");

    assertThat(result.status()).isZero();
    assertThat(gateway.asked().getLast().body()).isEqualTo("{\"role\":\"lead\"}");
  }

  @Test
  void grantCreate_accepted_urlStandsOnItsOwnLine() throws Exception {
    String url = "https://w:1/federation/enrolment/v1/" + ID + "#token=T&ca=sha256:0";
    gateway.on(
        "POST /api/v1/federation/grants",
        201,
        """
        {"grant":{"id":"%s","status":"pending","subject_user":"alice","scope":{"resources":[]}},
         "enrolment_url":"%s","enrolment_expires_at":"2026-11-22T01:36:00.000000Z"}"""
            .formatted(ID, url));
    Path scope = Files.writeString(directory.resolve("scope.json"), "{\"resources\":[\"tasks\"]}");

    CommandLineRun.Result result =
        run()
            .run(
                "federation",
                "grant",
                "create",
                "--user",
                "alice",
                "--peer",
                "home.example",
                "--scope-file",
                scope.toString(),
                "--rate-limit",
                "30",
                "--allow-sensitive");

    assertThat(result.output().lines()).contains(url);
    assertThat(result.output()).contains("until 2026-11-22 01:36:00Z");
    assertThat(gateway.asked().getLast().body())
        .isEqualTo(
            "{\"user\":\"alice\",\"peer\":\"home.example\",\"scope\":{\"resources\":[\"tasks\"]},"
                + "\"rate_limit_rpm\":30,\"allow_sensitive\":true}");
  }

  @Test
  void grantCreate_scopeRepeatsAName_isRefusedHere() throws Exception {
    Path scope = Files.writeString(directory.resolve("s"), "{\"resources\":[],\n\"resources\":[]}");

    CommandLineRun.Result result =
        run()
            .run(
                "federation",
                "grant",
                "create",
                "--user",
                "a",
                "--peer",
                "b",
                "--scope-file",
                scope.toString());

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.errors()).contains("line 2").contains("Duplicate");
    assertThat(gateway.asked()).isEmpty();
  }

  @Test
  void peerAdd_urlOnInput_isSentInTheBody() throws Exception {
    String url =
        "https://work.example/federation/enrolment/v1/%s#token=%s&ca=sha256:%s"
            .formatted(ID, "t".repeat(43), "0".repeat(64));
    gateway.on(
        "POST /api/v1/federation/peers",
        201,
        "{\"peer\":{\"id\":\""
            + ID
            + "\",\"peer_hostname\":\"work.example\",\"status\":\"active\"}}");

    CommandLineRun.Result result =
        run().input(url + "\n").run("federation", "peer", "add", "-", "--user", "bob");

    assertThat(result.output()).contains("active").doesNotContain("t".repeat(43));
    assertThat(gateway.asked().getLast().json().path("url").asText()).isEqualTo(url);
  }

  @Test
  void peerRemove_hostName_isResolved() throws Exception {
    gateway.on(
        "GET /api/v1/federation/peers",
        200,
        "{\"items\":[{\"id\":\"" + ID + "\",\"peer_hostname\":\"work.example\"}]}");
    gateway.on("DELETE /api/v1/federation/peers/" + ID, 204, "");

    assertThat(run().run("federation", "peer", "remove", "work.example", "--yes").status())
        .isZero();
    assertThat(run().run("federation", "peer", "remove", "other", "--yes").status()).isEqualTo(5);
  }

  @Test
  void tokenCreate_fileNamed_valueIsOnlyThere() throws Exception {
    gateway.on("POST /api/v1/tokens", 201, "{\"token\":\"mosaic_pat_new\",\"token_id\":\"x\"}");
    Path file = directory.resolve("agent.token");

    CommandLineRun.Result result =
        run().run("token", "create", "agent", "--token-file", file.toString());

    assertThat(result.output() + result.errors()).doesNotContain("mosaic_pat_new");
    assertThat(file).hasContent("mosaic_pat_new\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void logout_tokenRevokedOrAlreadyDead_profileIsGone() throws Exception {
    String line = "DELETE /api/v1/tokens/0198c0de-0000-7000-8000-0000000000aa";
    gateway.on(line, 204, "").on(line, 401, "{\"title\":\"No\"}");
    Path profile = directory.resolve("profiles/default.json");

    CommandLineRun.Result revoked = run().run("logout");
    assertThat(profile).doesNotExist();
    CommandLineRun.Result dead = run().run("logout");

    assertThat(profile).doesNotExist();
    assertThat(revoked.output()).contains("the token is revoked");
    assertThat(dead.output()).contains("was not revoked");
    assertThat(dead.status()).isZero();
  }

  @Test
  void logout_gatewayFails_profileStays() throws Exception {
    gateway.on("DELETE /api/v1/tokens/0198c0de-0000-7000-8000-0000000000aa", 500, "{}");

    assertThat(run().run("logout").status()).isEqualTo(1);
    assertThat(directory.resolve("profiles/default.json")).exists();
    assertThat(run().run("logout", "--local-only").status()).isZero();
    assertThat(directory.resolve("profiles/default.json")).doesNotExist();
  }

  @Test
  void importMarkdown_folder_sendsNotesBeforeTheirTasksAndReports() throws Exception {
    Path vault = Files.createDirectories(directory.resolve("vault/sig"));
    Files.writeString(vault.resolve("a.md"), "# A\n\n- [ ] one\n- [x] two\n");
    Files.write(vault.resolve("bad.md"), new byte[] {(byte) 0xFF});
    gateway.on(
        "POST /api/v1/imports",
        200,
        """
        {"created":3,"updated":0,"unchanged":0,"teams_created":1,
         "by_resource":{"notes":{"created":1,"updated":0,"unchanged":0},
                        "tasks":{"created":2,"updated":0,"unchanged":0}}}""");

    CommandLineRun.Result result =
        run()
            .run(
                "import",
                "markdown",
                directory.resolve("vault").toString(),
                "--user",
                "bob",
                "--team-by-folder");

    assertThat(result.status()).isZero();
    assertThat(result.output().lines())
        .containsExactly(
            "files  2, 1 skipped",
            "notes  1: 1 created, 0 updated, 0 unchanged",
            "tasks  2 (1 open, 1 done): 2 created, 0 updated, 0 unchanged",
            "teams  1 created",
            "skipped sig/bad.md: not UTF-8 text");
    JsonNode sent = gateway.asked().getFirst().json();
    assertThat(sent.path("user").asText()).isEqualTo("bob");
    assertThat(sent.path("items").findValuesAsText("resource"))
        .containsExactly("notes", "tasks", "tasks");
    assertThat(sent.path("items").findValuesAsText("status")).containsExactly("open", "done");
    assertThat(sent.path("items").findValuesAsText("note_key"))
        .containsExactly("sig/a.md", "sig/a.md");
  }

  @Test
  void importMarkdown_dryRun_asksNobody() throws Exception {
    Files.writeString(directory.resolve("a.md"), "- [ ] one");

    CommandLineRun.Result result =
        new CommandLineRun(directory)
            .run("import", "markdown", directory.toString(), "--dry-run", "--output", "json");

    JsonNode report = Json.read(result.output().getBytes(StandardCharsets.UTF_8));
    assertThat(report.path("notes").asInt()).isEqualTo(1);
    assertThat(report.path("tasks").asInt()).isEqualTo(1);
    assertThat(report.path("dry_run").asBoolean()).isTrue();
  }

  @Test
  void importMarkdown_laterBatchRefused_saysWhatIsStored() throws Exception {
    StringBuilder many = new StringBuilder("# A\n\n");
    for (int task = 0; task < 600; task++) {
      many.append("- [ ] task ").append(task).append('\n');
    }
    Path vault = Files.createDirectories(directory.resolve("vault"));
    Files.writeString(vault.resolve("a.md"), many);
    gateway.on("POST /api/v1/imports", 200, "{\"by_resource\":{\"tasks\":{\"created\":499}}}");
    gateway.on("POST /api/v1/imports", 503, "{\"title\":\"Busy\",\"code\":\"overloaded\"}");

    CommandLineRun.Result result = run().run("import", "markdown", vault.toString());

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.errors()).contains("499 rows were stored").contains("code overloaded");
  }
}
