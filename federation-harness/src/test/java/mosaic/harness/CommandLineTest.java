package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Bad input at the command line: one cause, one remedy, exit code ≠ 0, nothing half done. */
@ExtendWith(SharedGateways.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CommandLineTest {
  private final GatewayPair pair;
  private final Cli work;
  private final Cli home;

  CommandLineTest(GatewayPair pair) {
    this.pair = pair;
    this.work = Commands.admin(pair, pair.work());
    this.home = Commands.admin(pair, pair.home());
  }

  @BeforeAll
  void bothAdmins_areSignedIn() {
    assertThat(work.run("whoami").exit()).isZero();
    assertThat(home.run("whoami").exit()).isZero();
  }

  @Test
  void list_unknownResource_namesTheKnownOnes() {
    CliResult result = work.run("list", "taskz");

    assertRefused(result, 2);
    assertThat(result.error()).contains("taskz").contains("tasks").contains("api_keys");
  }

  @Test
  void grantCreate_unknownUser_createsNothing(@TempDir Path directory) throws Exception {
    long before = grants();

    CliResult result = grantCreate(directory, "nobody-here", Scope.of("tasks").json().toString());

    assertRefused(result, -1);
    assertThat(result.error()).contains("nobody-here");
    assertThat(grants()).isEqualTo(before);
  }

  @Test
  void grantCreate_malformedScope_namesItsJsonPath(@TempDir Path directory) throws Exception {
    Person alice = Names.person(pair.work(), "alice");
    long before = grants();

    CliResult unknown =
        grantCreate(directory, alice.name(), "{\"resources\":[\"tasks\",\"taskz\"]}");
    CliResult notJson = grantCreate(directory, alice.name(), "{\"resources\":");
    CliResult good = grantCreate(directory, alice.name(), "{\"resources\":[\"tasks\"]}");

    assertRefused(unknown, -1);
    assertThat(unknown.error()).contains("$.resources[1]").contains("taskz");
    assertRefused(notJson, 2);
    assertThat(good.exit()).as(good.toString()).isZero();
    assertThat(grants()).isEqualTo(before + 1);
  }

  @Test
  void peerAdd_malformedUrls_leaveNothingBehind() {
    Grant grant = Story.of(pair).grant(Scope.of("tasks"));
    String good = grant.url().text();
    long before = peers();

    for (String url :
        new String[] {
          "hello",
          good.replace("https", "http"),
          good.substring(0, good.length() - 1),
          good.replace("#token=", "?token="),
          good.replace("ca=sha256:", "ca=md5:"),
          good.replace(grant.id(), "42"),
          good.replace("://", "://user:secret@"),
          ""
        }) {
      CliResult result = home.runWithInput(url + "\n", "federation", "peer", "add", "-");
      assertThat(result.exit()).as(url).isNotZero();
      assertThat(result.error()).as(url).startsWith("mosaic: ");
      assertThat(result.error()).as(url).doesNotContain(grant.url().token());
    }
    assertThat(peers()).isEqualTo(before);
    assertThat(tokenUnused(grant)).isTrue();
  }

  @Test
  void peerAdd_usedToken_isGoneAndLeavesNoPeer() {
    Story story = Story.of(pair);
    Grant grant = story.grant(Scope.of("tasks"));
    ClientCertificate used = story.certificate(grant);
    long before = peers();

    CliResult result = peerAdd(grant.url(), story.atHome());

    assertRefused(result, -1);
    assertThat(result.error()).contains("enrolment-token-gone");
    assertThat(peers()).isEqualTo(before);
    assertThat(FederationListener.of(pair.work()).get(used, "/federation/v1/tasks").status())
        .as("who used it first")
        .isEqualTo(200);
  }

  @Test
  void peerAdd_expiredToken_isGoneAndLeavesNoPeer() {
    Story story = Story.of(pair);
    Grant grant = story.grant(Scope.of("tasks"));
    var _ =
        pair.work()
            .database()
            .execute(
                "update enrolment_tokens set expires_at = now() - interval '1 second'"
                    + " where grant_id = ?::uuid",
                grant.id());
    long before = peers();

    CliResult result = peerAdd(grant.url(), story.atHome());

    assertRefused(result, -1);
    assertThat(result.error()).contains("enrolment-token-gone");
    assertThat(peers()).isEqualTo(before);
  }

  @Test
  void peerAdd_wrongFingerprint_stopsBeforeTheTokenLeaves() {
    Story story = Story.of(pair);
    Grant grant = story.grant(Scope.of("tasks"));
    long before = peers();

    CliResult result = peerAdd(grant.url().withCaSha256("0".repeat(64)), story.atHome());

    assertRefused(result, -1);
    assertThat(result.error()).contains("peer-ca-mismatch");
    assertThat(tokenUnused(grant)).isTrue();
    assertThat(peers()).isEqualTo(before);
  }

  @Test
  void list_excludedFromTheScope_isTheGatewaysRefusal() {
    Story story = Story.of(pair);
    story.fill(story.atWork());
    var _ = story.link(Scope.of("tasks").excluding("credentials", "api_keys"));
    Cli alice = Commands.of(pair, pair.home(), story.atHome());

    CliResult tasks = alice.run("list", "tasks", "--source", pair.federated());
    CliResult credentials = alice.run("list", "credentials", "--source", pair.federated());

    assertThat(tasks.exit()).as(tasks.toString()).isZero();
    assertThat(tasks.output()).contains(story.atWork().name() + "'s tasks");
    assertRefused(credentials, 4);
    assertThat(credentials.error()).contains("resource-not-in-scope");
    assertThat(credentials.output() + credentials.error()).doesNotContain("hunter2");
  }

  @Test
  void anyCommand_notSignedIn_saysHowToSignIn() {
    CliResult result = pair.cluster().cli(Names.unique("nobody")).run("list", "tasks");

    assertThat(result.exit()).isNotZero();
    assertThat(result.error()).startsWith("mosaic: ").contains("mosaic login");
  }

  private CliResult grantCreate(Path directory, String user, String scope) throws Exception {
    Path file = Files.writeString(directory.resolve("scope.json"), scope);
    return work.run(
        "federation",
        "grant",
        "create",
        "--user",
        user,
        "--peer",
        pair.home().serverName(),
        "--scope-file",
        file.toString());
  }

  private CliResult peerAdd(EnrolmentUrl url, Person user) {
    return home.runWithInput(
        url.text() + "\n", "federation", "peer", "add", "-", "--user", user.name());
  }

  /** A cause, a remedy, and no stack trace; {@code exit} −1 for any that is not 0. */
  private static void assertRefused(CliResult result, int exit) {
    if (exit < 0) {
      assertThat(result.exit()).as(result.toString()).isNotZero();
    } else {
      assertThat(result.exit()).as(result.toString()).isEqualTo(exit);
    }
    assertThat(result.error()).startsWith("mosaic: ").contains("try: ").contains("(code ");
    assertThat(result.error()).doesNotContain("\tat ").doesNotContain("Exception");
  }

  private long grants() {
    return pair.work().database().count("select count(*) from federation_grants");
  }

  private long peers() {
    return pair.home().database().count("select count(*) from federation_peers");
  }

  private boolean tokenUnused(Grant grant) {
    return pair.work()
            .database()
            .count(
                "select count(*) from enrolment_tokens"
                    + " where grant_id = ?::uuid and used_at is null",
                grant.id())
        == 1;
  }
}
