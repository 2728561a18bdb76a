package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A gateway at work with every kind of secret there is, logging all that it can: none of them is
 * anywhere that somebody reads (R-1302). {@link PlantedSecretsTest} is about secrets in the wrong
 * place.
 */
@ExtendWith(SharedGateways.class)
final class SecretsInUseTest {
  private static final String DEBUG = "-Dquarkus.log.category.\"mosaic\".level=DEBUG";

  private static GatewayPair pair;
  private static Gateway home;
  private static SecondReplica talkative;
  private static UserApi api;

  /** What must not be found, by what it is. */
  private static final Map<String, String> SECRETS = new LinkedHashMap<>();

  @BeforeAll
  static void workWithSecrets(GatewayPair shared) throws Exception {
    pair = shared;
    home = shared.home();
    talkative = SecondReplica.of(pair.cluster(), home, configuration -> {}, DEBUG);
    Story story = Story.of(pair);
    api = talkative.api(home, story.atHome().api());
    UserApi admin = talkative.api(home, home.admin());
    ofTheInstance();
    ofPeople(story, admin);
    ofAPeer(story, admin);
    failWithSecrets(story);
  }

  @AfterAll
  static void close() {
    if (talkative != null) {
      talkative.close();
    }
  }

  @Test
  void log_atDebug_holdsNone() {
    assertSilent("the log", talkative.process().log());
    assertThat(SECRETS).hasSizeGreaterThan(15);
  }

  @Test
  @Tag("T-16")
  void everythingThatIsRead_holdsNone() throws Exception {
    for (String path :
        List.of("/q/metrics", "/q/health", "/q/health/ready", "/q/openapi", "/q/", "/q/info")) {
      assertSilent(path, management(path));
    }
    assertSilent("process arguments", read(Path.of("/proc/" + pid() + "/cmdline")));
    for (String command :
        List.of(
            "Thread.print -l",
            "VM.info",
            "VM.command_line",
            "VM.system_properties",
            "GC.class_histogram")) {
      assertSilent("jcmd " + command, jcmd(command));
    }
    assertSilent("mosaic doctor", doctor());
    assertSilent("mosaic doctor --json", doctor("--json"));
  }

  @Test
  void database_asItsSuperuserSeesIt_holdsNoneInClear() {
    List<String> tables =
        home.database()
            .texts(
                "select quote_ident(table_name) from information_schema.tables"
                    + " where table_schema = 'public' and table_type = 'BASE TABLE'");
    for (String table : tables) {
      assertSilent(
          "table " + table,
          String.join("\n", home.database().texts("select t::text from " + table + " t")));
    }
    assertThat(tables).contains("federation_audit_log", "federation_peers", "credentials");
  }

  private static void ofTheInstance() throws Exception {
    GatewaySettings settings = talkative.settings();
    String master = read(settings.masterKeyFile()).strip();
    SECRETS.put("master key", master);
    SECRETS.put("master key in hex", HexFormat.of().formatHex(Base64.getDecoder().decode(master)));
    SECRETS.put("password of the gateway's role", settings.database().gatewayPassword());
    SECRETS.put("password of the owner", settings.database().ownerPassword());
    SECRETS.put("password of Valkey", settings.services().valkeyPassword());
    Sealed sealed = Sealed.under(settings);
    for (List<Object> row :
        home.database().rows("select kind, id::text, key_reference from certificate_authority")) {
      String kind = String.valueOf(row.get(0));
      byte[] key =
          sealed.open(
              String.valueOf(row.get(2)),
              "certificate_authority",
              kind + "_key",
              String.valueOf(row.get(1)));
      putKey(kind + " key", key);
    }
  }

  private static void ofPeople(Story story, UserApi admin) {
    SECRETS.put("token of an admin", home.admin().token());
    SECRETS.put("token of a user", story.atHome().api().token());
    String code =
        admin
            .post("/api/v1/users", UserApi.object().put("name", Names.unique("coded")))
            .expect(201)
            .json()
            .path("sign_in_code")
            .asText();
    SECRETS.put("sign-in code", code);
    String name = Names.unique("passworded");
    String first =
        admin
            .post("/api/v1/users", UserApi.object().put("name", name))
            .expect(201)
            .json()
            .path("sign_in_code")
            .asText();
    String password = "Pl4nted-" + Secrets.password();
    SECRETS.put("password", password);
    SECRETS.put("used code", first);
    UserApi nobody = UserApi.at(talkative.settings().apiUrl(), Pem.certificate(home.caRootFile()));
    nobody
        .post(
            "/api/v1/password",
            UserApi.object().put("user", name).put("code", first).put("new_password", password))
        .expect(201);
    for (String resource : List.of("credentials", "api_keys")) {
      String secret = "stored-" + Secrets.password();
      SECRETS.put("secret in " + resource, secret);
      String row =
          api.createRow(resource, UserApi.object().put("title", "t").put("secret", secret));
      assertThat(api.get("/api/v1/" + resource + "/" + row).expect(200).body()).contains(secret);
    }
  }

  private static void ofAPeer(Story story, UserApi admin) throws Exception {
    Grant grant =
        pair.work()
            .admin()
            .createGrant(
                story.atWork(), talkative.settings().serverName(), Scope.of("tasks").json());
    SECRETS.put("enrolment token", grant.url().token());
    String peer = admin.addPeer(grant.url(), story.atHome());
    String key =
        new String(
            Sealed.under(talkative.settings())
                .open(
                    home.database()
                        .text(
                            "select client_key_pem from federation_peers where id = ?::uuid", peer),
                    "federation_peers",
                    "client_key_pem",
                    peer),
            StandardCharsets.US_ASCII);
    putKey(
        "key for a peer",
        Base64.getMimeDecoder().decode(key.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "")));
    api.get("/api/v1/tasks?source=all").expect(200);
  }

  /** Its encoding as texts would have it, and the number in it. */
  private static void putKey(String name, byte[] pkcs8) {
    String base64 = Base64.getEncoder().encodeToString(pkcs8);
    SECRETS.put(name, base64.substring(40, 90));
    // The octets of an EC key's number follow the head of its PKCS#8 (RFC 5915, RFC 5958).
    String hex = HexFormat.of().formatHex(pkcs8);
    int number = hex.indexOf("0420");
    SECRETS.put(name + " in hex", hex.substring(number + 4, number + 68));
  }

  /** Every one of them where something goes wrong with it; no answer repeats it. */
  private static void failWithSecrets(Story story) {
    URI url = talkative.settings().apiUrl();
    UserApi nobody = UserApi.at(url, Pem.certificate(home.caRootFile()));
    List<Answer> answers = new ArrayList<>();
    for (String secret : List.copyOf(SECRETS.values())) {
      String word = secret.replaceAll("[^A-Za-z0-9_-]", "x");
      answers.add(nobody.withToken(word + "x").get("/api/v1/me"));
      ObjectNode login = UserApi.object().put("user", story.atHome().name()).put("code", secret);
      answers.add(nobody.post("/api/v1/login", login.put("surplus", secret)));
      answers.add(
          api.post("/api/v1/tasks", UserApi.object().put("title", "t").put("status", secret)));
      answers.add(api.post("/api/v1/credentials", "{\"secret\": \"" + secret + "\","));
    }
    assertThat(answers).allMatch(answer -> answer.status() >= 400 && answer.status() < 500);
    for (Answer answer : answers) {
      // What somebody sent as a status is quoted back to them, as every unknown word is.
      if (!answer.body().contains("$.status")) {
        assertSilent("an answer", answer.body() + answer.headers());
      }
    }
  }

  private static void assertSilent(String where, String text) {
    SECRETS.forEach(
        (what, secret) -> assertThat(text.contains(secret)).as(what + " in " + where).isFalse());
  }

  private static String management(String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = talkative.settings().managementUrl().resolve(path);
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }
  }

  private static String jcmd(String command) throws Exception {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                String.valueOf(pid())));
    words.addAll(List.of(command.split(" ", -1)));
    return output(new ProcessBuilder(words));
  }

  private static String doctor(String... more) throws Exception {
    List<String> words =
        new ArrayList<>(
            List.of(
                ProjectRoot.launcher().toString(),
                "doctor",
                "--config",
                talkative.settings().configurationFile().toString()));
    words.addAll(List.of(more));
    return output(new ProcessBuilder(words));
  }

  private static String output(ProcessBuilder builder) throws Exception {
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(output).isNotEmpty();
    return output;
  }

  private static long pid() {
    return talkative.process().pid();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException unreadable) {
      throw new HarnessException("Could not read " + file, unreadable);
    }
  }
}
