package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Local accounts with passwords. */
@ExtendWith(SharedGateways.class)
final class PasswordTest {
  private static final String LOGIN = "/api/v1/login";
  private static final String PASSWORD = "/api/v1/password";
  private static final String ME = "/api/v1/me";
  private static final String GOOD = "four words and a half";
  private static final String OTHER = "quite another phrase";

  private final GatewayPair pair;
  private final Gateway gateway;
  private final Database database;

  PasswordTest(GatewayPair pair) {
    this.pair = pair;
    this.gateway = pair.work();
    this.database = gateway.database();
  }

  @Test
  void password_setWithCode_signsInAndIsStoredAsArgon2idOnly() {
    Person person = Names.person(gateway, "setter");
    String code = signInCode(person);

    JsonNode set = set(person.name(), code, GOOD).expect(201).json();

    assertThat(me(set)).isEqualTo(200);
    assertThat(person.api().get(ME).status()).as("a token from before").isEqualTo(401);
    assertThat(me(login(person.name(), GOOD).expect(201).json())).isEqualTo(200);
    assertThat(login(person.name(), OTHER).code()).isEqualTo("not-signed-in");
    assertThat(set(person.name(), code, OTHER).code()).as("code again").isEqualTo("not-signed-in");
    assertThat(hash(person)).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").doesNotContain(GOOD);
    assertThat(gateway.log()).doesNotContain(GOOD).doesNotContain(OTHER);
    assertThat(
            database.count(
                "select count(*) from federation_audit_log"
                    + " where strpos(federation_audit_log::text, ?) > 0",
                GOOD))
        .isZero();
    assertThat(trail(person))
        .containsSequence("password.set ok " + person.name())
        .endsWith("login denied " + person.name(), "login denied " + person.name());
  }

  @Test
  void password_changedWithTheOldOne_endsEveryToken() {
    Person person = withPassword("changer");
    JsonNode before = login(person.name(), GOOD).expect(201).json();

    Answer wrong = change(person.name(), OTHER, OTHER);
    assertThat(wrong.code()).isEqualTo("not-signed-in");
    assertThat(me(before)).isEqualTo(200);
    JsonNode changed = change(person.name(), GOOD, OTHER).expect(201).json();

    assertThat(me(changed)).isEqualTo(200);
    assertThat(me(before)).isEqualTo(401);
    assertThat(login(person.name(), GOOD).code()).isEqualTo("not-signed-in");
    assertThat(login(person.name(), OTHER).status()).isEqualTo(201);
    assertThat(trail(person)).contains("password.change ok " + person.name());
  }

  @Test
  void password_thatBreaksARule_isRefusedAndTheCodeStaysGood() {
    Person person = Names.person(gateway, "a-long-enough-name");
    String code = signInCode(person);

    for (String bad :
        List.of(
            "",
            "short",
            "elevenchars",
            "x".repeat(257),
            person.name(),
            "PasswordPassword",
            "aaaaaaaaaaaaaaaa",
            "with a line\nend in it")) {
      Answer refused = set(person.name(), code, bad);
      assertThat(refused.status()).as(bad).isEqualTo(400);
      assertThat(refused.code()).isEqualTo("password-refused");
      assertThat(refused.json().path("path").asText()).isEqualTo("$.new_password");
      assertThat(refused.body()).doesNotContain("PasswordPassword");
    }
    assertThat(set(person.name(), code, "x y".repeat(4)).status()).isEqualTo(201);
  }

  @Test
  void password_typedInAnotherUnicodeForm_isTheSame() {
    Person person = Names.person(gateway, "unicode");
    set(person.name(), signInCode(person), "gr\u00fc\u00dfe aus k\u00f6ln").expect(201);

    assertThat(login(person.name(), "gru\u0308\u00dfe aus ko\u0308ln").status()).isEqualTo(201);
  }

  @Test
  void signIn_unknownUserAndUserWithoutPassword_areAnsweredAlike() {
    Person without = Names.person(gateway, "without");
    Person with = withPassword("with");

    List<String> answers =
        Stream.of(with.name(), without.name(), Names.unique("nobody"))
            .map(name -> withoutTrace(login(name, OTHER)))
            .toList();

    assertThat(answers.getFirst()).startsWith("401 ").contains("not-signed-in");
    assertThat(answers).containsOnly(answers.getFirst());
  }

  @Test
  void signIn_ofADisabledUser_isRefusedLikeAWrongPassword() {
    Person person = withPassword("disabled");
    String wrong = withoutTrace(login(person.name(), OTHER));
    gateway.admin().post("/api/v1/users/" + person.id() + "/disable", UserApi.object()).expect(200);

    assertThat(withoutTrace(login(person.name(), GOOD))).isEqualTo(wrong);
    assertThat(change(person.name(), GOOD, OTHER).code()).isEqualTo("not-signed-in");
  }

  @Test
  void guessing_holdsBackTheGuesserAndNotTheUser() {
    Person person = withPassword("guessed");
    UserApi guesser = from(Loopback.address());
    String stranger = Names.unique("nobody");

    Answer ofUser = guessUntilHeldBack(guesser, person.name());
    Answer right = guesser.post(LOGIN, credentials(person.name(), GOOD));
    Answer ofNobody = guessUntilHeldBack(guesser, stranger);

    assertThat(right.status()).as("the right one, from where it was guessed").isEqualTo(429);
    for (Answer answer : List.of(ofUser, ofNobody)) {
      assertThat(answer.status()).as(answer.toString()).isEqualTo(429);
      assertThat(answer.code()).isEqualTo("rate-limited");
      assertThat(answer.json().path("retry_after").asLong()).isBetween(1L, 900L);
    }
    assertThat(login(person.name(), GOOD).status()).as("from elsewhere").isEqualTo(201);
    assertThat(
            guesser
                .post(
                    LOGIN,
                    UserApi.object().put("user", person.name()).put("code", signInCode(person)))
                .status())
        .as("a code, from where it was guessed")
        .isEqualTo(201);
  }

  @Test
  void guessing_fromManyAddresses_isHeldBackExceptWhereTheUserIsKnown() {
    Person person = withPassword("distributed");
    UserApi home = from(Loopback.address());
    assertThat(home.post(LOGIN, credentials(person.name(), GOOD)).status()).isEqualTo(201);

    Answer answer = login(person.name(), OTHER);
    for (int i = 0; i < 100 && answer.status() != 429; i++) {
      UserApi bot = from(Loopback.address());
      for (int j = 0; j < 4 && answer.status() != 429; j++) {
        answer = bot.post(LOGIN, credentials(person.name(), OTHER));
      }
    }

    assertThat(answer.status()).as(answer.toString()).isEqualTo(429);
    assertThat(from(Loopback.address()).post(LOGIN, credentials(person.name(), GOOD)).status())
        .as("from a new address, during the attack")
        .isEqualTo(429);
    assertThat(home.post(LOGIN, credentials(person.name(), GOOD)).status()).isEqualTo(201);
  }

  @Test
  void passwords_manyAtOnce_areRefusedInsteadOfPiledUp() throws Exception {
    Callable<Answer> one =
        () -> from(Loopback.address()).post(LOGIN, credentials(Names.unique("crowd"), OTHER));
    try (ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> answers = Stream.generate(() -> crowd.submit(one)).limit(100).toList();
      for (Future<Answer> answer : answers) {
        assertThat(answer.get().status()).as(answer.get().toString()).isIn(401, 503);
      }
      assertThat(answers)
          .anySatisfy(
              answer -> {
                assertThat(answer.get().code()).isEqualTo("overloaded");
                assertThat(answer.get().headers()).containsKey("retry-after");
              });
    }
    assertThat(gateway.admin().get(ME).status()).isEqualTo(200);
  }

  @Test
  void hash_withWeakerParameters_isReplacedAtTheNextSignIn() {
    Person person = withPassword("weak");
    // The same phrase, hashed with m=4096, t=1, p=1.
    String weak =
        "$argon2id$v=19$m=4096,t=1,p=1$chWlFuENg1UZ7sWhBdaKvw$4WRqdUL1NdGFd/nnOWoiNVRgF0pzs6tJ4ihUd8plygk";
    assertThat(
            database.execute(
                "update passwords set hash = ? where user_id = ?::uuid", weak, person.id()))
        .isOne();

    assertThat(login(person.name(), GOOD).status()).isEqualTo(201);

    assertThat(hash(person)).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    assertThat(login(person.name(), GOOD).status()).isEqualTo(201);
  }

  @Test
  void commands_setChangeAndSignIn(@TempDir Path directory) throws Exception {
    Person person = Names.person(gateway, "typist");
    Cli cli = pair.cluster().cli(Names.unique("profile"));
    Path first = Files.writeString(directory.resolve("first"), GOOD + "\n");
    String url = gateway.settings().apiUrl().toString();
    String ca = gateway.caRootFile().toString();

    CliResult set =
        cli.runWithInput(
            signInCode(person) + "\n",
            "password",
            "set",
            url,
            "--user",
            person.name(),
            "--ca",
            ca,
            "--code-stdin",
            "--new-password-file",
            first.toString());
    CliResult whoami = cli.run("whoami");
    CliResult changed =
        cli.runWithInput(
            OTHER + "\n",
            "password",
            "change",
            "--current-password-file",
            first.toString(),
            "--new-password-file",
            "-");
    CliResult old =
        cli.run("login", url, "--user", person.name(), "--password-file", first.toString());
    CliResult login =
        cli.runWithInput(
            OTHER + "\n", "login", url, "--user", person.name(), "--password-file", "-");

    assertThat(set.exit()).as(set.toString()).isZero();
    assertThat(whoami.output()).contains(person.name());
    assertThat(changed.exit()).as(changed.toString()).isZero();
    assertThat(old.exit()).as(old.toString()).isEqualTo(4);
    assertThat(login.exit()).as(login.toString()).isZero();
    for (CliResult result : List.of(set, changed, old, login)) {
      assertThat(result.output() + result.error())
          .doesNotContain(GOOD)
          .doesNotContain(OTHER)
          .doesNotContain("mosaic_pat_");
    }
  }

  private Person withPassword(String stem) {
    Person person = Names.person(gateway, stem);
    set(person.name(), signInCode(person), GOOD).expect(201);
    return person;
  }

  private Answer guessUntilHeldBack(UserApi guesser, String user) {
    Answer answer = guesser.post(LOGIN, credentials(user, OTHER));
    for (int i = 0; i < 20 && answer.status() != 429; i++) {
      assertThat(answer.code()).isEqualTo("not-signed-in");
      answer = guesser.post(LOGIN, credentials(user, OTHER));
    }
    return answer;
  }

  private UserApi from(String address) {
    return UserApi.at(
        gateway.settings().apiUrl(),
        Pem.certificate(gateway.caRootFile()),
        InetAddress.ofLiteral(address));
  }

  private Answer login(String user, String password) {
    return gateway.api().post(LOGIN, credentials(user, password));
  }

  private static ObjectNode credentials(String user, String password) {
    return UserApi.object().put("user", user).put("password", password);
  }

  private Answer set(String user, String code, String password) {
    return gateway
        .api()
        .post(
            PASSWORD,
            UserApi.object().put("user", user).put("code", code).put("new_password", password));
  }

  private Answer change(String user, String current, String password) {
    return gateway
        .api()
        .post(
            PASSWORD,
            UserApi.object()
                .put("user", user)
                .put("current_password", current)
                .put("new_password", password));
  }

  private int me(JsonNode signedIn) {
    return gateway.api().withToken(signedIn.path("token").asText()).get(ME).status();
  }

  private String signInCode(Person person) {
    return gateway
        .admin()
        .post("/api/v1/users/" + person.id() + "/sign-in-code", UserApi.object())
        .expect(201)
        .json()
        .path("sign_in_code")
        .asText();
  }

  private String hash(Person person) {
    return database.text("select hash from passwords where user_id = ?::uuid", person.id());
  }

  private static String withoutTrace(Answer answer) {
    return answer.toString().replaceAll("\"trace_id\":\"[^\"]*\"", "");
  }

  private List<String> trail(Person person) {
    return database.texts(
        "select concat_ws(' ', verb, outcome, actor) from federation_audit_log"
            + " where resource = ? order by occurred_at",
        "users/" + person.id());
  }
}
