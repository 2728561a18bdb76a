package mosaic.cli.federation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mosaic.cli.CommandLineRun;
import mosaic.cli.TestAuthority;
import mosaic.cli.TestGateway;
import mosaic.cli.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands about grants and peers ask of the gateway, and how they show the answer. */
final class GrantCommandsTest {
  private static final String ID = "0198c0de-0000-7000-8000-000000000001";
  private static final String GRANTS = "/api/v1/federation/grants";
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

  private CommandLineRun.Result run(String... words) throws Exception {
    return new CommandLineRun(directory).signedIn(gateway.url(), AUTHORITY).run(words);
  }

  private static String grant(String status, String state, String more) {
    return """
        {"id":"%s","subject_user":"alice","requesting_server":"home.example","status":"%s",
         "state":"%s","version":7,"scope":{"resources":["tasks"]},"scope_revision":2,
         "awaiting_revision":null,"rate_limit_rpm":60,"cert_expires_at":null,"last_used_at":null,
         "expires_at":null%s}"""
        .formatted(ID, status, state, more);
  }

  private static String peer(String status) {
    return """
        {"id":"%s","peer_hostname":"work.example","local_user":"alice","status":"%s",
         "grant_id":"%s","peer_ca_fingerprint":"00","cert_expires_at":"2026-12-22T01:20:00.000000Z",
         "last_success_at":null}"""
        .formatted(ID, status, ID);
  }

  @Test
  @Tag("M2-08")
  void listAndShow_everyStateOfGrantsAndPeers_isShownAsItIs() throws Exception {
    List<String> states =
        List.of("pending", "awaiting_approval", "active", "suspended", "expired", "revoked");
    List<String> statuses =
        List.of("pending", "pending", "active", "suspended", "active", "revoked");
    StringBuilder items = new StringBuilder();
    for (int i = 0; i < states.size(); i++) {
      items.append(i == 0 ? "" : ",").append(grant(statuses.get(i), states.get(i), ""));
      gateway.on(
          "GET %s?status=%s".formatted(GRANTS, states.get(i)),
          200,
          "{\"items\":[%s]}".formatted(grant(statuses.get(i), states.get(i), "")));
      gateway.on(
          "GET %s/%s".formatted(GRANTS, ID),
          200,
          "{\"grant\":%s,\"scope_revisions\":[]}"
              .formatted(grant(statuses.get(i), states.get(i), "")));
    }
    gateway.on("GET " + GRANTS, 200, "{\"items\":[%s]}".formatted(items));
    gateway.on(
        "GET /api/v1/federation/peers",
        200,
        "{\"items\":[%s,%s,%s,%s]}"
            .formatted(peer("pending"), peer("active"), peer("degraded"), peer("revoked")));

    List<String> grants = run("federation", "grant", "list").output().lines().toList();
    List<String> peers = run("federation", "peer", "list").output().lines().toList();

    assertThat(column(grants, "STATUS", "A MINUTE"))
        .containsExactly(
            "pending", "awaiting approval", "active", "suspended", "expired", "revoked");
    assertThat(column(peers, "STATUS", "CERTIFICATE UNTIL"))
        .containsExactly("pending", "active", "degraded", "revoked");
    for (String state : states) {
      assertThat(run("federation", "grant", "show", ID).output().lines())
          .as(state)
          .contains("status          " + state.replace('_', ' '));
      assertThat(
              column(
                  run("federation", "grant", "list", "--status", state).output().lines().toList(),
                  "STATUS",
                  "A MINUTE"))
          .containsExactly(state.replace('_', ' '));
    }
    assertThat(
            column(
                run("federation", "peer", "list", "--status", "degraded").output().lines().toList(),
                "STATUS",
                "CERTIFICATE UNTIL"))
        .containsExactly("degraded");
    String document = run("federation", "grant", "list", "--output", "json").output();
    JsonNode json = Json.read(document.getBytes(StandardCharsets.UTF_8));
    assertThat(json.path("items"))
        .extracting(item -> item.path("status").asText() + " " + item.path("state").asText())
        .contains("pending awaiting_approval", "active expired");
  }

  private static List<String> column(List<String> lines, String heading, String next) {
    int from = lines.getFirst().indexOf(heading);
    int to = lines.getFirst().indexOf(next);
    return lines.subList(1, lines.size()).stream()
        .map(line -> line.substring(from, to).strip())
        .toList();
  }

  @Test
  void show_revisions_tellsAuthorTimeAndApproval() throws Exception {
    gateway.on(
        "GET %s/%s".formatted(GRANTS, ID),
        200,
        """
        {"grant":%s,"scope_revisions":[
          {"revision":1,"created_at":"2026-11-22T01:20:00.000000Z","created_by":"ada","scope":{"resources":[]},
           "needs_approval":false,"approved_at":null,"approved_by":null},
          {"revision":2,"created_at":"2026-11-22T01:21:00.000000Z","created_by":"bob","scope":{"resources":[]},
           "needs_approval":true,"approved_at":"2026-11-22T01:22:00.000000Z","approved_by":"cyd"},
          {"revision":3,"created_at":"2026-11-22T01:23:00.000000Z","created_by":"bob","scope":{"resources":[]},
           "needs_approval":true,"approved_at":null,"approved_by":null}]}"""
            .formatted(grant("active", "active", "").replace("ion\":null", "ion\":3")));

    assertThat(run("federation", "grant", "show", ID).output().lines())
        .contains(
            "awaits approval  revision 3",
            "revision 1       2026-11-22 01:20:00Z by ada {\"resources\":[]}",
            "revision 2       2026-11-22 01:21:00Z by bob, approved 2026-11-22 01:22:00Z by cyd"
                + " {\"resources\":[]}",
            "revision 3       2026-11-22 01:23:00Z by bob, not approved {\"resources\":[]}");
  }

  @Test
  void edit_withoutVersion_isMadeOnTheOneThatThereIs() throws Exception {
    String one = "{\"grant\":%s,\"scope_revisions\":[]}".formatted(grant("active", "active", ""));
    gateway.on("GET %s/%s".formatted(GRANTS, ID), 200, one);
    gateway.on("POST %s/%s/edit".formatted(GRANTS, ID), 200, one);

    CommandLineRun.Result result =
        run("federation", "grant", "edit", ID, "--rate-limit", "5", "--expires", "90d");

    assertThat(result.status()).as(result.errors()).isZero();
    assertThat(gateway.asked().getLast().body())
        .isEqualTo("{\"rate_limit_rpm\":5,\"expires_at\":\"90d\",\"version\":7}");
  }

  @Test
  void editScope_changedMeanwhile_saysSoAndWhatToDo() throws Exception {
    Path scope = Files.writeString(directory.resolve("scope.json"), "{\"resources\":[\"tasks\"]}");
    gateway.on(
        "POST %s/%s/edit-scope".formatted(GRANTS, ID),
        409,
        """
        {"code":"grant-changed-meanwhile","title":"The grant was changed meanwhile","status":409,
         "detail":"The change was made on version 5","remedy":"Look at the grant"}""");

    CommandLineRun.Result result =
        run(
            "federation",
            "grant",
            "edit-scope",
            ID,
            "--scope-file",
            scope.toString(),
            "--if-version",
            "5");

    assertThat(result.status()).isOne();
    assertThat(result.errors()).contains("grant-changed-meanwhile", "Look at the grant");
    assertThat(gateway.askedLines()).containsExactly("POST %s/%s/edit-scope".formatted(GRANTS, ID));
    assertThat(gateway.asked().getLast().body())
        .isEqualTo("{\"scope\":{\"resources\":[\"tasks\"]},\"version\":5}");
  }

  @Test
  void approve_scopeThatWaits_sendsTheRevisionThatWasShown() throws Exception {
    gateway.on(
        "GET %s/%s".formatted(GRANTS, ID),
        200,
        "{\"grant\":%s,\"scope_revisions\":[]}"
            .formatted(
                grant("active", "active", "")
                    .replace("\"awaiting_revision\":null", "\"awaiting_revision\":3")));
    gateway.on(
        "POST %s/%s/approve".formatted(GRANTS, ID),
        200,
        "{\"grant\":%s}".formatted(grant("active", "active", "")));

    assertThat(run("federation", "grant", "approve", ID).status()).as("unasked").isEqualTo(2);
    assertThat(run("federation", "grant", "approve", ID, "--yes").status()).isZero();
    assertThat(gateway.asked().getLast().body()).isEqualTo("{\"revision\":3}");
  }

  @Test
  void rotateToken_pending_urlStandsOnItsOwnLine() throws Exception {
    String url = "https://w:1/federation/enrolment/v1/" + ID + "#token=T&ca=sha256:0";
    gateway.on(
        "POST %s/%s/rotate-token".formatted(GRANTS, ID),
        200,
        """
        {"grant":%s,"enrolment_url":"%s","enrolment_expires_at":"2026-11-22T01:36:00.000000Z"}"""
            .formatted(grant("pending", "pending", ""), url));

    assertThat(run("federation", "grant", "rotate-token", ID).output().lines()).contains(url);
  }

  @Test
  void create_thatAwaitsApproval_saysThatTheUrlDoesNotWorkYet() throws Exception {
    Path scope = Files.writeString(directory.resolve("scope.json"), "{\"resources\":[]}");
    gateway.on(
        "POST " + GRANTS,
        201,
        """
        {"grant":%s,"enrolment_url":"https://w","enrolment_expires_at":"2026-11-22T01:36:00.000000Z"}"""
            .formatted(grant("pending", "awaiting_approval", "")));

    CommandLineRun.Result result =
        run(
            "federation",
            "grant",
            "create",
            "--user",
            "alice",
            "--peer",
            "home.example",
            "--scope-file",
            scope.toString(),
            "--allow-sensitive",
            "--expires",
            "2027-01-31");

    assertThat(result.output())
        .contains("does not work before another admin approves", "grant approve " + ID);
    assertThat(gateway.asked().getLast().body()).contains("\"expires_at\":\"2027-01-31\"");
  }

  @Test
  void suspendAndResume_areOneCallEach() throws Exception {
    for (String what : List.of("suspend", "resume")) {
      gateway.on(
          "POST %s/%s/%s".formatted(GRANTS, ID, what),
          200,
          "{\"grant\":%s}".formatted(grant("suspended", "suspended", "")));

      assertThat(run("federation", "grant", what, ID).status()).isZero();
      assertThat(gateway.askedLines().getLast()).endsWith("/" + what);
    }
  }
}
