package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Sign-in with a real OpenID provider: Keycloak, over https, through its own forms. */
@ExtendWith(SharedGateways.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ProviderTest {
  private static final String LOGIN = "/api/v1/login/provider";
  private static final String ME = "/api/v1/me";
  private static final String REALM = "people";
  private static final String OTHER_REALM = "elsewhere";
  private static final String CALLBACK = "http://127.0.0.1:49152/callback";
  private static final String PASSWORD = "their password there";
  private static final String VERIFIER = "v".repeat(43);
  private static final String NONCE = "n".repeat(43);
  private static final String REFUSED_SIGN_INS =
      "select count(*) from federation_audit_log"
          + " where verb = 'login' and outcome = 'denied' and resource = '-' and actor = '-'";

  private final Path directory = Directories.temporary("mosaic-provider-");
  private final Keycloak keycloak;
  private final Gateway gateway;
  private final Database database;
  private final String expiring;

  ProviderTest(SharedServices services) {
    String host = Names.unique("idp") + ".example";
    keycloak = Keycloak.start(host, directory);
    String secret = Secrets.password();
    gateway = gateway(services.addresses(), secret);
    database = gateway.database();
    gateway.awaitReady(Deadline.inSeconds(60));
    keycloak.awaitReady();
    for (String name : List.of(REALM, OTHER_REALM)) {
      ObjectNode realm = Keycloak.realm(name, secret);
      for (String user :
          List.of("ada", "bob", "carol", "dan", "eve", "frank", "gina", "hal", "ian", "admin")) {
        Keycloak.addUser(realm, user, PASSWORD, "staff");
      }
      Keycloak.addUser(realm, "nobody", PASSWORD);
      Keycloak.addUser(realm, "boss", PASSWORD, "staff", "mosaic-admins");
      keycloak.admin("POST", "", realm);
    }
    expiring = keycloak.accessToken(REALM, "hasty", "hal", PASSWORD);
    assertThat(me(expiring).status()).as("before it expires").isEqualTo(200);
  }

  @AfterAll
  void stop() {
    gateway.close();
    keycloak.close();
    Directories.remove(directory);
  }

  private Gateway gateway(ServiceAddresses services, String secret) {
    String name = Names.unique("oidc") + ".example";
    String address = Loopback.address();
    LocalNames.register(name, address);
    Path hosts = directory.resolve("hosts");
    LocalNames.writeHostsFile(hosts);
    GatewaySettings settings =
        new GatewaySettings(
            name,
            address,
            address,
            directory.resolve("gateway"),
            Database.plan(services, name.replaceAll("[^a-z0-9]", "_")),
            services);
    settings.database().create();
    Path root = directory.resolve("keycloak-root.pem");
    Path secretFile = Directories.secretFile(directory.resolve("client.secret"), secret);
    try {
      Files.writeString(root, Pem.text(keycloak.root()));
    } catch (IOException e) {
      throw new HarnessException("Could not write " + root, e);
    }
    settings.write(
        configuration ->
            configuration
                .putObject("oidc")
                .put("issuer", keycloak.issuer(REALM))
                .put("client_id", "mosaic")
                .put("client_secret", "file:" + secretFile)
                .put("audience", "mosaic-api")
                .put("ca", root.toString())
                .put("user_roles", "staff,contractors")
                .put("operator_roles", "mosaic-operators")
                .put("admin_roles", "mosaic-admins"));
    Gateway started =
        new Gateway(
            settings,
            List.of(),
            Map.of(
                "MOSAIC_JAVA_OPTIONS",
                "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Djdk.net.hosts.file=" + hosts));
    started.start();
    return started;
  }

  @Test
  void command_signsInInTheBrowserAndKeepsATokenOfOurs(@TempDir Path temporary) throws Exception {
    Path opened = temporary.resolve("opened");
    Path browser = temporary.resolve("xdg-open");
    Files.writeString(
        browser,
        "#!/bin/sh\nprintf '%%s' \"$1\" > %1$s.new && mv %1$s.new %1$s\n".formatted(opened));
    Files.setPosixFilePermissions(browser, PosixFilePermissions.fromString("rwx------"));
    Cli cli = cli(temporary, Names.unique("profile"));

    CompletableFuture<CliResult> running =
        CompletableFuture.supplyAsync(() -> loginByProvider(cli));
    Deadline.inSeconds(60).await("the browser to be opened", () -> Files.exists(opened));
    URI back = keycloak.signIn(URI.create(Files.readString(opened)), "ada", PASSWORD);
    assertThat(browse(back, running)).isEqualTo(200);
    CliResult result = running.join();
    CliResult whoami = cli.run("whoami");

    assertThat(result.exit()).as(result.toString()).isZero();
    assertThat(result.output()).contains("ada (user)");
    assertThat(result.error()).contains("code_challenge_method=S256").contains("state=");
    assertThat(result.output() + result.error()).doesNotContain("mosaic_pat_").doesNotContain("ey");
    assertThat(whoami.output()).contains("ada (user)");
    assertThat(gateway.log()).doesNotContain("code=").doesNotContain(PASSWORD);
  }

  @Test
  void command_browserComesBackWithAnotherState_isRefusedHere(@TempDir Path temporary)
      throws Exception {
    Path opened = temporary.resolve("opened");
    Path browser = temporary.resolve("xdg-open");
    Files.writeString(
        browser,
        "#!/bin/sh\nprintf '%%s' \"$1\" > %1$s.new && mv %1$s.new %1$s\n".formatted(opened));
    Files.setPosixFilePermissions(browser, PosixFilePermissions.fromString("rwx------"));
    Cli cli = cli(temporary, Names.unique("profile"));

    CompletableFuture<CliResult> running =
        CompletableFuture.supplyAsync(() -> loginByProvider(cli));
    Deadline.inSeconds(60).await("the browser to be opened", () -> Files.exists(opened));
    URI back = keycloak.signIn(URI.create(Files.readString(opened)), "ada", PASSWORD);
    String tampered = back.toString().replaceAll("state=[^&]*", "state=" + "x".repeat(43));
    assertThat(browse(URI.create(tampered), running)).isEqualTo(400);
    CliResult result = running.join();

    assertThat(result.exit()).as(result.toString()).isEqualTo(4);
    assertThat(result.error()).contains("another sign-in");
    assertThat(cli.run("whoami").exit()).isEqualTo(4);
  }

  @Test
  void code_redeemed_makesAUserOnceAndATokenOfLimitedLife() {
    JsonNode first = signIn("bob").expect(201).json();
    JsonNode second = signIn("bob").expect(201).json();

    assertThat(first.path("user").path("name").asText()).isEqualTo("bob");
    assertThat(second.path("user")).isEqualTo(first.path("user"));
    assertThat(me(first.path("token").asText()).expect(200).json().path("role").asText())
        .isEqualTo("user");
    assertThat(
            database.count(
                "select count(*) from personal_access_tokens"
                    + " where id = ?::uuid and expires_at < now() + interval '31 days'",
                first.path("token_id").asText()))
        .as("30 days by default, though 90 were asked for")
        .isOne();
    assertThat(trail(first)).containsExactly("user.create ok -");
    JsonNode listed = user("bob");
    assertThat(listed.path("provider").asText()).isEqualTo(keycloak.issuer(REALM));
  }

  @Test
  void code_usedTwice_orWithoutItsVerifier_orWithAnotherNonce_isRefused() {
    String used = code("carol");
    redeem(used, VERIFIER, NONCE).expect(201);
    long before = database.count(REFUSED_SIGN_INS);
    List<Answer> refused =
        List.of(
            redeem(used, VERIFIER, NONCE),
            redeem(code("carol"), "w".repeat(43), NONCE),
            redeem(code("carol"), VERIFIER, "m".repeat(43)),
            redeem("made-up", VERIFIER, NONCE));
    for (Answer answer : refused) {
      assertThat(answer.status()).as(answer.toString()).isEqualTo(401);
      assertThat(answer.code()).isEqualTo("not-signed-in");
    }
    assertThat(database.count(REFUSED_SIGN_INS) - before)
        .as("each is in the audit log")
        .isEqualTo(refused.size());

    ObjectNode body =
        UserApi.object()
            .put("code", code("carol"))
            .put("redirect_uri", CALLBACK)
            .put("nonce", NONCE);
    Answer without = gateway.api().post(LOGIN, body);
    assertThat(without.status()).as(without.toString()).isEqualTo(400);
    assertThat(without.json().path("path").asText()).isEqualTo("$.code_verifier");
    Answer elsewhere =
        gateway
            .api()
            .post(
                LOGIN,
                body.put("code_verifier", VERIFIER)
                    .put("redirect_uri", "https://evil.example/callback"));
    assertThat(elsewhere.json().path("path").asText()).isEqualTo("$.redirect_uri");
    URI noChallenge =
        URI.create(
            authorizationRequest().toString().replaceAll("&code_challenge(_method)?=[^&]*", ""));
    assertThat(keycloak.signIn(noChallenge, "carol", PASSWORD).toString())
        .contains("error=invalid_request");
  }

  @Test
  void roles_areThoseOfTheNewestWord_andUnmappedOnesLetNobodyIn() {
    JsonNode user = signIn("dan").expect(201).json();
    String token = user.path("token").asText();
    String oldWord = keycloak.accessToken(REALM, "agents", "dan", PASSWORD);
    assertThat(me(oldWord).expect(200).json().path("role").asText()).isEqualTo("user");

    keycloak.setRoles(REALM, "dan", "staff", "mosaic-operators");
    nextSecond();
    signIn("dan").expect(201);

    assertThat(me(token).expect(200).json().path("role").asText())
        .as("an earlier token of ours")
        .isEqualTo("operator");
    assertThat(me(oldWord).expect(200).json().path("role").asText())
        .as("an older word of the provider changes nothing")
        .isEqualTo("operator");
    keycloak.setRoles(REALM, "dan", "staff");
    nextSecond();
    signIn("dan").expect(201);
    assertThat(me(token).expect(200).json().path("role").asText()).isEqualTo("user");
    assertThat(trail(user)).containsSubsequence("user.role.operator ok -", "user.role.user ok -");

    assertThat(signIn("boss").expect(201).json().path("user").path("role").asText())
        .isEqualTo("admin");
    Answer unmapped = signIn("nobody");
    assertThat(unmapped.status()).as(unmapped.toString()).isEqualTo(403);
    assertThat(unmapped.code()).isEqualTo("not-allowed");
    assertThat(database.count("select count(*) from users where name = 'nobody'")).isZero();
  }

  @Test
  void roles_allTakenAway_keepOutWhoComesWithAnOlderWordToo() {
    String older = keycloak.accessToken(REALM, "agents", "ian", PASSWORD);
    assertThat(me(older).status()).isEqualTo(200);
    keycloak.setRoles(REALM, "ian");
    nextSecond();
    String newer = keycloak.accessToken(REALM, "agents", "ian", PASSWORD);
    assertThat(me(newer).status()).isEqualTo(403);

    assertThat(me(older).status()).as("of two words the newer counts").isEqualTo(403);

    keycloak.setRoles(REALM, "ian", "staff");
    nextSecond();
    String newest = keycloak.accessToken(REALM, "agents", "ian", PASSWORD);
    assertThat(me(newest).status()).isEqualTo(200);
    assertThat(me(newer).status()).as("which says nothing still").isEqualTo(403);
    assertThat(me(newest).status()).as("and is the older one now").isEqualTo(200);
    assertThat(signIn("ian").status()).isEqualTo(201);
  }

  @Test
  void name_ofALocalUser_isNotTakenOver() {
    String before = database.text("select id from users where name = ?", "admin");

    Answer refused = signIn("admin");

    assertThat(refused.status()).as(refused.toString()).isEqualTo(409);
    assertThat(refused.code()).isEqualTo("already-exists");
    assertThat(me(keycloak.accessToken(REALM, "agents", "admin", PASSWORD)).status())
        .isEqualTo(409);
    assertThat(
            database.count(
                "select count(*) from provider_accounts where user_id = ?::uuid", before))
        .isZero();
  }

  @Test
  void account_staysWithTheSubject_whateverTheNameThereBecomes() {
    JsonNode eve = signIn("eve").expect(201).json().path("user");
    String id =
        keycloak
            .admin("GET", "/" + REALM + "/users?exact=true&username=eve", UserApi.object())
            .path(0)
            .path("id")
            .asText();
    keycloak.admin(
        "PUT", "/" + REALM, UserApi.object().put("editUsernameAllowed", true).put("realm", REALM));
    keycloak.admin(
        "PUT",
        "/" + REALM + "/users/" + id,
        UserApi.object()
            .put("username", "evelyn")
            .put("email", "evelyn@example.com")
            .put("firstName", "F")
            .put("lastName", "L"));

    assertThat(signIn("evelyn").expect(201).json().path("user")).isEqualTo(eve);

    ObjectNode usurper = UserApi.object();
    Keycloak.addUser(usurper, "eve", PASSWORD);
    keycloak.admin("POST", "/" + REALM + "/users", usurper.path("users").path(0));
    keycloak.setRoles(REALM, "eve", "staff");
    assertThat(signIn("eve").code())
        .as("somebody else by the old name")
        .isEqualTo("already-exists");
  }

  @Test
  void accountOfProvider_hasNoCodePasswordOrRoleHere_andCanBeDisabled() {
    JsonNode signedIn = signIn("frank").expect(201).json();
    String path = "/api/v1/users/" + signedIn.path("user").path("id").asText();
    String bearer = keycloak.accessToken(REALM, "agents", "frank", PASSWORD);
    assertThat(me(bearer).status()).isEqualTo(200);

    for (Answer refused :
        List.of(
            gateway.admin().post(path + "/sign-in-code", UserApi.object()),
            gateway.admin().post(path + "/role", UserApi.object().put("role", "admin")))) {
      assertThat(refused.status()).as(refused.toString()).isEqualTo(409);
      assertThat(refused.code()).isEqualTo("account-of-provider");
    }
    gateway.admin().post(path + "/disable", UserApi.object()).expect(200);

    assertThat(me(signedIn.path("token").asText()).status()).isEqualTo(401);
    assertThat(me(bearer).status()).isEqualTo(403);
    Answer again = signIn("frank");
    assertThat(again.status()).as(again.toString()).isEqualTo(403);
  }

  @Test
  void bearer_ofTheProvider_isTakenForUsAndNobodyElse() throws Exception {
    String good = keycloak.accessToken(REALM, "agents", "gina", PASSWORD);
    JsonNode tokens = keycloak.token(REALM, Map.of("client_id", "agents"), "gina", PASSWORD);

    Answer me = me(good);
    assertThat(me.expect(200).json().path("name").asText()).isEqualTo("gina");
    String row = gateway.api().withToken(good).createRow("tasks", "by bearer token");
    assertThat(gateway.api().withToken(good).get("/api/v1/tasks/" + row).status()).isEqualTo(200);
    assertThat(
            gateway
                .api()
                .withToken(good)
                .post("/api/v1/tokens", UserApi.object().put("name", "more"))
                .status())
        .as("no longer-lived token from a short one")
        .isEqualTo(403);

    String[] parts = good.split("\\.", -1);
    String noSignature = part("{\"alg\":\"none\"}") + "." + parts[1] + ".";
    String none = part("{\"alg\":\"none\"}") + "." + parts[1] + "." + parts[2];
    String promoted =
        parts[0]
            + "."
            + part(claims(parts[1]).replace("\"staff\"", "\"mosaic-admins\""))
            + "."
            + parts[2];
    for (Map.Entry<String, String> bad :
        Map.of(
                "another client's audience",
                keycloak.accessToken(REALM, "others", "gina", PASSWORD),
                "another realm",
                keycloak.accessToken(OTHER_REALM, "agents", "gina", PASSWORD),
                "an ID token",
                tokens.path("id_token").asText(),
                "alg none without signature",
                noSignature,
                "alg none with signature",
                none,
                "a MAC with the public key",
                mac(parts),
                "tampered claims",
                promoted,
                "no token at all",
                "a.b.c")
            .entrySet()) {
      Answer refused = me(bad.getValue());
      assertThat(refused.status()).as(bad.getKey() + ": " + refused).isEqualTo(401);
      assertThat(refused.code()).isEqualTo("not-signed-in");
    }
    assertThat(me(good).status()).isEqualTo(200);
  }

  @Test
  void keys_rotatedByTheProvider_areFollowed() {
    String before = keycloak.accessToken(REALM, "agents", "gina", PASSWORD);
    assertThat(me(before).status()).isEqualTo(200);
    ObjectNode key =
        UserApi.object()
            .put("name", "next")
            .put("providerId", "rsa-generated")
            .put("providerType", "org.keycloak.keys.KeyProvider");
    ObjectNode config = key.putObject("config");
    config.putArray("priority").add("1000");
    config.putArray("algorithm").add("RS256");
    config.putArray("enabled").add("true");
    config.putArray("active").add("true");
    keycloak.admin("POST", "/" + REALM + "/components", key);

    String after = keycloak.accessToken(REALM, "agents", "gina", PASSWORD);

    assertThat(after.split("\\.", -1)[0]).isNotEqualTo(before.split("\\.", -1)[0]);
    Deadline.inSeconds(20).await("the new key to be known", () -> me(after).status() == 200);
    assertThat(me(before).status()).as("with the old key, which is still shown").isEqualTo(200);
  }

  @Test
  @Order(Integer.MAX_VALUE - 1)
  void bearer_expired_isRefused() {
    // The skew allowed is 30 s; mostly they have passed since the start.
    Deadline.inSeconds(45).await("it to expire", () -> me(expiring).status() == 401);
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void provider_down_isSaidAndStopsNothingElse() {
    String token = signIn("hal").expect(201).json().path("token").asText();
    String code = code("hal");
    keycloak.close();

    Answer redeemed = redeem(code, VERIFIER, NONCE);
    assertThat(redeemed.status()).as(redeemed.toString()).isEqualTo(503);
    assertThat(redeemed.code()).isEqualTo("provider-unavailable");
    assertThat(redeemed.headers()).containsKey("retry-after");
    assertThat(me(token).status()).isEqualTo(200);

    gateway.process().stop();
    gateway.start();
    gateway.awaitReady(Deadline.inSeconds(60));

    assertThat(me(token).status()).isEqualTo(200);
    assertThat(gateway.api().get(LOGIN).code()).isEqualTo("provider-unavailable");
    Answer bearer = me(expiring);
    assertThat(bearer.status()).as(bearer.toString()).isEqualTo(503);
    assertThat(bearer.code()).isEqualTo("provider-unavailable");
  }

  private Cli cli(Path temporary, String profile) {
    return new Cli(
            Directories.make(temporary.resolve("profiles")), profile, directory.resolve("hosts"))
        .with("PATH", temporary + ":" + System.getenv("PATH"))
        .with("DISPLAY", ":99");
  }

  private CliResult loginByProvider(Cli cli) {
    return cli.run(
        "login",
        gateway.settings().apiUrl().toString(),
        "--oidc",
        "--ca",
        gateway.caRootFile().toString());
  }

  /** Follows where the browser is sent back to. */
  private static int browse(URI back, CompletableFuture<CliResult> running) throws Exception {
    try (var browser = HttpClient.newHttpClient()) {
      return browser
          .send(HttpRequest.newBuilder(back).build(), HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      throw new HarnessException("The command does not listen: " + running.join(), e);
    }
  }

  private Answer signIn(String user) {
    return redeem(code(user), VERIFIER, NONCE);
  }

  private Answer redeem(String code, String verifier, String nonce) {
    return gateway
        .api()
        .post(
            LOGIN,
            UserApi.object()
                .put("code", code)
                .put("code_verifier", verifier)
                .put("redirect_uri", CALLBACK)
                .put("nonce", nonce)
                .put("valid_days", 90));
  }

  private String code(String user) {
    URI back = keycloak.signIn(authorizationRequest(), user, PASSWORD);
    return Arrays.stream(back.getRawQuery().split("&", -1))
        .filter(pair -> pair.startsWith("code="))
        .map(pair -> URLDecoder.decode(pair.substring("code=".length()), StandardCharsets.UTF_8))
        .findFirst()
        .orElseThrow(() -> new HarnessException("No code in " + back));
  }

  private URI authorizationRequest() {
    JsonNode provider = gateway.api().get(LOGIN).expect(200).json();
    String query =
        Map.of(
                "response_type",
                "code",
                "client_id",
                provider.path("client_id").asText(),
                "scope",
                provider.path("scope").asText(),
                "redirect_uri",
                CALLBACK,
                "state",
                "s",
                "nonce",
                NONCE,
                "code_challenge",
                sha256(VERIFIER),
                "code_challenge_method",
                "S256")
            .entrySet()
            .stream()
            .map(
                entry ->
                    entry.getKey()
                        + "="
                        + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return URI.create(provider.path("authorization_endpoint").asText() + "?" + query);
  }

  /** The provider's words carry whole seconds. */
  private static void nextSecond() {
    long second = System.currentTimeMillis() / 1000;
    Deadline.inSeconds(3)
        .await("the next second", () -> System.currentTimeMillis() / 1000 > second);
  }

  /** What a verifier would take that uses the public key as it comes, whatever the algorithm. */
  private String mac(String[] parts) throws GeneralSecurityException {
    JsonNode key =
        keycloak
            .admin("GET", "/" + REALM + "/keys", UserApi.object())
            .path("keys")
            .valueStream()
            .filter(one -> one.path("algorithm").asText().equals("RS256"))
            .findFirst()
            .orElseThrow();
    String header = part("{\"alg\":\"HS256\",\"kid\":\"" + key.path("kid").asText() + "\"}");
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(
        new SecretKeySpec(
            Base64.getDecoder().decode(key.path("publicKey").asText()), "HmacSHA256"));
    String signed = header + "." + parts[1];
    return signed
        + "."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
  }

  private Answer me(String token) {
    return gateway.api().withToken(token).get(ME);
  }

  private JsonNode user(String name) {
    for (JsonNode user : gateway.admin().get("/api/v1/users").expect(200).json().path("items")) {
      if (user.path("name").asText().equals(name)) {
        return user;
      }
    }
    throw new HarnessException("There is no user " + name);
  }

  private List<String> trail(JsonNode signedIn) {
    return database.texts(
        "select concat_ws(' ', verb, outcome, actor) from federation_audit_log"
            + " where resource = ? and verb <> 'login' order by occurred_at",
        "users/" + signedIn.path("user").path("id").asText());
  }

  private static String part(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String claims(String part) {
    return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
  }

  private static String sha256(String text) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new HarnessException("No SHA-256", e);
    }
  }
}
