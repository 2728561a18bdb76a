package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Home reads at work: what the subject would see there, and of that only what the scope lets. */
@ExtendWith(SharedGateways.class)
final class ScopeOnTheWireTest {
  private final GatewayPair pair;
  private final Audit audit;

  ScopeOnTheWireTest(GatewayPair pair) {
    this.pair = pair;
    this.audit = new Audit(pair.work());
  }

  @Test
  @Tag("M3-01")
  void list_tasks_isWhatTheSubjectSeesWithinTheScope() {
    Story story = Story.of(pair);
    Person alice = story.atWork();
    Person bob = Names.person(pair.work(), "bob");
    String team = pair.work().admin().createTeam(Names.unique("platform"), alice, bob);
    String mine = alice.api().createRow("tasks", "mine");
    String teams = bob.api().createTeamRow("tasks", "bob's, of the team", team);
    String bobs = bob.api().createRow("tasks", "bob's own");
    GatewayPair.Link link = story.link(Scope.of("tasks").withTeams("tasks", team));

    Answer answer = story.fromHome("tasks").expect(200);

    List<String> ids = answer.json().path("items").findValuesAsText("id");
    assertThat(ids).containsExactlyInAnyOrder(mine, teams).doesNotContain(bobs);
    assertThat(alice.api().titles("tasks", "local"))
        .as("no more than alice herself sees")
        .containsExactlyInAnyOrder("mine", "bob's, of the team");
    assertThat(answer.json().path("items").findValuesAsText("_source"))
        .containsOnly(pair.federated());
    audit.awaitEntry(link.grant().id(), "list", "ok");
    assertThat(peerAtHome(link, "last_success_at is not null")).isEqualTo("true");
  }

  @Test
  void list_resourceOutsideTheScope_isDeniedAndRecordedOnBothSides() {
    Story story = Story.of(pair);
    String secret = story.atWork().api().createRow("notes", "not for home");
    GatewayPair.Link link = story.link(Scope.of("tasks"));

    Answer answer = story.fromHome("notes");

    assertThat(answer.status()).as(answer.toString()).isEqualTo(403);
    assertThat(answer.code()).isEqualTo("resource-not-in-scope");
    assertThat(answer.body()).doesNotContain("not for home").doesNotContain(secret);
    audit.awaitEntry(link.grant().id(), "list", "denied");
    assertThat(peerAtHome(link, "status")).as("a refusal is no failure").isEqualTo("active");
  }

  @Test
  @Tag("M3-02")
  void list_onlyOneTeamIncluded_leavesOutTheOtherTeamsTasksOfTheUser() {
    Story story = Story.of(pair);
    Person alice = story.atWork();
    String first = pair.work().admin().createTeam(Names.unique("t1"), alice);
    String second = pair.work().admin().createTeam(Names.unique("t2"), alice);
    String inFirst = alice.api().createTeamRow("tasks", "in the first team", first);
    String inSecond = alice.api().createTeamRow("tasks", "in the second team", second);
    GatewayPair.Link link = story.link(Scope.of("tasks").withTeams("tasks", first));

    Answer answer = story.fromHome("tasks").expect(200);

    assertThat(answer.json().path("items").findValuesAsText("id")).containsExactly(inFirst);
    assertThat(story.fromHome("tasks/" + inFirst).status()).isEqualTo(200);
    assertThat(story.fromHome("tasks/" + inSecond).status()).isEqualTo(404);
    assertThat(ownerOf("tasks", inSecond)).as("although she owns it").isEqualTo(alice.id());
    audit.awaitEntry(link.grant().id(), "list", "ok");
    audit.awaitEntry(link.grant().id(), "get", "denied");
  }

  @Test
  @Tag("M3-03")
  void get_excludedCredential_isForbidden() {
    Story story = Story.of(pair);
    story.fill(story.atWork());
    String credential =
        pair.work()
            .database()
            .text("select id::text from credentials where owner_id = ?::uuid", story.atWork().id());
    GatewayPair.Link link =
        story.link(Scope.of("tasks", "credentials").excluding("credentials", "api_keys"));

    Answer get = story.fromHome("credentials/" + credential);

    assertThat(get.status()).as(get.toString()).isEqualTo(403);
    assertThat(get.code()).isEqualTo("resource-not-in-scope");
    assertThat(story.fromHome("credentials").status()).isEqualTo(403);
    assertThat(story.fromHome("api_keys").status()).isEqualTo(403);
    assertThat(get.body()).doesNotContain("hunter2").doesNotContain("'s credentials");
    assertThat(story.fromHome("tasks").status()).as("the rest of the scope").isEqualTo(200);
    audit.awaitEntry(link.grant().id(), "get", "denied");
    assertThat(
            pair.work()
                .database()
                .texts("select secret from credentials where id = ?::uuid", credential))
        .allSatisfy(secret -> assertThat(secret).doesNotContain("hunter2"));
  }

  @Test
  @Tag("M3-10")
  void list_scopeNamesTeamOfOthers_yieldsNothingFromIt() {
    Story story = Story.of(pair);
    Person bob = Names.person(pair.work(), "bob");
    String bobs = pair.work().admin().createTeam(Names.unique("bobs"), bob);
    String row = bob.api().createTeamRow("tasks", "of bob's team", bobs);
    String own = story.atWork().api().createRow("tasks", "own");
    GatewayPair.Link link = story.link(Scope.of("tasks").withTeams("tasks", bobs));

    assertThat(story.fromHome("tasks").expect(200).json().path("items").findValuesAsText("id"))
        .containsExactly(own);
    assertThat(story.fromHome("tasks/" + row).status()).isEqualTo(404);
    Answer ofTheTeam = story.fromHome("teams/" + bobs + "/tasks");
    assertThat(ofTheTeam.body()).doesNotContain(row).doesNotContain("of bob's team");
    audit.awaitEntry(link.grant().id(), "list", "ok");

    pair.work()
        .admin()
        .put("/api/v1/teams/" + bobs + "/members/" + story.atWork().id(), UserApi.object())
        .expect(204);
    assertThat(story.fromHome("tasks").expect(200).json().path("items").findValuesAsText("id"))
        .as("once she is in the team")
        .containsExactlyInAnyOrder(own, row);
  }

  @Test
  @Tag("M3-11")
  void list_personalNotIncluded_hidesOwnPersonalRows() {
    Story story = Story.of(pair);
    Person alice = story.atWork();
    String team = pair.work().admin().createTeam(Names.unique("team"), alice);
    String personal = alice.api().createRow("tasks", "personal");
    String shared = alice.api().createTeamRow("tasks", "shared", team);
    GatewayPair.Link link = story.link(Scope.of("tasks").onlyTeams("tasks", team));

    assertThat(story.fromHome("tasks").expect(200).json().path("items").findValuesAsText("id"))
        .containsExactly(shared);
    assertThat(story.fromHome("tasks/" + personal).status()).isEqualTo(404);
    assertThat(alice.api().titles("tasks", "local")).contains("personal");
    audit.awaitEntry(link.grant().id(), "list", "ok");
  }

  @Test
  @Tag("M3-07")
  void list_moreRowsThanTheCap_allComeByPaginationInOrder() {
    Story story = Story.of(pair);
    Person alice = story.atWork();
    Database work = pair.work().database();
    // Rows of one instant, in groups, so that the order among equals counts.
    int inserted =
        work.execute(
            "insert into tasks (id, owner_id, title, updated_at)"
                + " select gen_random_uuid(), ?::uuid, 'task ' || n,"
                + " timestamptz '2026-01-01 00:00:00.123456Z' + (n / 5) * interval '1 microsecond'"
                + " from generate_series(1, 43) n",
            alice.id());
    assertThat(inserted).isEqualTo(43);
    GatewayPair.Link link = story.link(Scope.of("tasks").rows(4));

    List<String> seen = new ArrayList<>();
    int pages = 0;
    @Nullable String cursor = null;
    do {
      Answer page =
          story
              .fromHome("tasks?limit=500" + (cursor == null ? "" : "&cursor=" + cursor))
              .expect(200);
      List<String> ids = page.json().path("items").findValuesAsText("id");
      assertThat(ids).hasSizeBetween(1, 4);
      seen.addAll(ids);
      boolean more = story.source(page.json(), pair.federated()).path("more").asBoolean();
      cursor = page.json().path("next").isNull() ? null : page.json().path("next").asText();
      assertThat(more).isEqualTo(cursor != null);
      assertThat(++pages).isLessThanOrEqualTo(11);
    } while (cursor != null);

    assertThat(seen)
        .containsExactlyElementsOf(
            work.texts(
                "select id::text from tasks where owner_id = ?::uuid"
                    + " order by updated_at desc, id desc",
                alice.id()));
    assertThat(pages).isEqualTo(11);
    assertThat(audit.entries(link.grant().id()).stream().filter("list ok"::equals))
        .as("one recorded request a page")
        .hasSize(11);
  }

  @Test
  @Tag("M3-08")
  @Tag("AC-02")
  void list_allSources_mergesTasksNotesAndMemoryEachTaggedWithItsSource() {
    Story story = Story.of(pair);
    story.fill(story.atWork());
    story.fill(story.atHome());
    GatewayPair.Link link =
        story.link(Scope.of("tasks", "notes", "memory").excluding("credentials", "api_keys"));

    for (String resource : List.of("tasks", "notes", "memory")) {
      var page = story.atHome().api().get("/api/v1/" + resource + "?source=all").expect(200);
      assertThat(page.json().path("items"))
          .as(page.toString())
          .extracting(
              item -> item.path("title").asText() + " from " + item.path("_source").asText())
          .containsExactlyInAnyOrder(
              story.atHome().name() + "'s " + resource + " from local",
              story.atWork().name() + "'s " + resource + " from " + pair.federated());
      assertThat(page.json().path("complete").asBoolean()).isTrue();
      assertThat(page.json().path("next").isNull()).isTrue();
      for (String source : List.of("local", pair.federated())) {
        assertThat(story.source(page.json(), source).path("status").asText()).isEqualTo("ok");
        assertThat(story.source(page.json(), source).path("count").asInt()).isOne();
      }
    }
    var denied = story.atHome().api().get("/api/v1/credentials?source=all").expect(200).json();
    assertThat(denied.path("complete").asBoolean()).isFalse();
    assertThat(story.source(denied, pair.federated()).path("status").asText()).isEqualTo("denied");
    assertThat(denied.path("items").findValuesAsText("_source")).containsOnly("local");
    audit.awaitEntry(link.grant().id(), "list", "ok");
    audit.awaitEntry(link.grant().id(), "list", "denied");
  }

  @Test
  void list_allSourcesWithoutPeer_isLocalAloneAndAsksNobody() {
    Story story = Story.of(pair);
    GatewayPair.Link link = story.link(Scope.of("tasks"));
    String theirs = story.atWork().api().createRow("tasks", "at work");
    Person stranger = Names.person(pair.home(), "stranger");
    String own = stranger.api().createRow("tasks", "stranger's");

    var page = stranger.api().get("/api/v1/tasks?source=all").expect(200).json();

    assertThat(page.path("items").findValuesAsText("id")).containsExactly(own);
    assertThat(page.path("sources").findValuesAsText("source")).containsExactly("local");
    assertThat(page.toString()).doesNotContain(theirs);
    assertThat(audit.entries(link.grant().id())).doesNotContain("list ok");
  }

  @Test
  @Tag("M3-14")
  void get_invisibleAndAbsentRow_answeredIdentically() {
    Story story = Story.of(pair);
    Person bob = Names.person(pair.work(), "bob");
    String invisible = bob.api().createRow("tasks", "bob's");
    String visible = story.atWork().api().createRow("tasks", "alice's");
    String absent = java.util.UUID.randomUUID().toString();
    Grant grant = story.grant(Scope.of("tasks"));
    ClientCertificate certificate = story.certificate(grant);
    FederationListener listener = FederationListener.of(pair.work());

    Answer first = listener.get(certificate, "/federation/v1/tasks/" + invisible).answer();
    Answer second = listener.get(certificate, "/federation/v1/tasks/" + absent).answer();

    assertThat(first.status()).isEqualTo(404);
    assertThat(first.code()).isEqualTo("not-found");
    assertThat(anonymous(first)).isEqualTo(anonymous(second));
    assertThat(listener.get(certificate, "/federation/v1/tasks/" + visible).status())
        .isEqualTo(200);
    Deadline.inSeconds(20)
        .await(
            "both refusals on record",
            () -> audit.entries(grant.id()).stream().filter("get denied"::equals).count() == 2);
    assertThat(
            pair.work()
                .database()
                .rows(
                    "select distinct resource, outcome, bytes_out from federation_audit_log"
                        + " where grant_id = ?::uuid and verb = 'get' and outcome = 'denied'",
                    grant.id()))
        .as("not even the record differs")
        .hasSize(1);
  }

  @Test
  void get_invisibleAndAbsentRow_answeredIdenticallyAtHomeToo() {
    Story story = Story.of(pair);
    Person bob = Names.person(pair.work(), "bob");
    String invisible = bob.api().createRow("tasks", "bob's");
    var _ = story.link(Scope.of("tasks"));

    Answer first = story.fromHome("tasks/" + invisible);
    Answer second = story.fromHome("tasks/" + java.util.UUID.randomUUID());

    assertThat(first.status()).isEqualTo(404);
    assertThat(anonymous(first)).isEqualTo(anonymous(second));
  }

  /** The answer without what differs between any two answers. */
  private static Answer anonymous(Answer answer) {
    var headers = new java.util.TreeMap<>(answer.headers());
    headers.remove("date");
    headers.remove("traceparent");
    return new Answer(
        answer.status(),
        headers,
        answer.body().replaceAll("\"trace_id\":\"[^\"]*\"", "\"trace_id\":\"\""));
  }

  private String peerAtHome(GatewayPair.Link link, String column) {
    return pair.home()
        .database()
        .text(
            "select (" + column + ")::text from federation_peers where id = ?::uuid", link.peer());
  }

  private String ownerOf(String table, String id) {
    return pair.work()
        .database()
        .text("select owner_id::text from " + table + " where id = ?::uuid", id);
  }
}
