package mosaic.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;

/** A real Keycloak as a process of its own, on https, with a realm to sign in to. */
final class Keycloak implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int PORT = 8443;
  private static final String ADMIN = "root";
  private static final Pattern FORM_ACTION = Pattern.compile("<form[^>]*action=\"([^\"]+)\"");

  private final String host;
  private final Process process;
  private final Path log;
  private final Authority root;
  private final String adminPassword;
  private final HttpClient client;

  private Keycloak(String host, Process process, Path log, Authority root, String adminPassword) {
    this.host = host;
    this.process = process;
    this.log = log;
    this.root = root;
    this.adminPassword = adminPassword;
    this.client = HttpClient.newBuilder().sslContext(ServerTrust.only(root.certificate())).build();
  }

  /** Starts one and returns at once; its name resolves in this process and in those after it. */
  static Keycloak start(String host, Path directory) {
    String address = Loopback.address();
    LocalNames.register(host, address);
    Authority root = Authority.selfMade("CN=Root of " + host);
    KeyPair keys = Keys.p256();
    Path certificate = directory.resolve("keycloak.pem");
    Path log = directory.resolve("keycloak.log");
    String adminPassword = Secrets.password();
    try {
      Files.writeString(certificate, Pem.text(serverCertificate(host, root, keys)));
      Path key =
          Directories.secretFile(
              directory.resolve("keycloak.key"),
              Pem.text("PRIVATE KEY", keys.getPrivate().getEncoded()));
      List<String> command = new ArrayList<>(Children.ENDING_WITH_THIS_PROCESS);
      command.addAll(
          List.of(
              home().resolve("bin/kc.sh").toString(),
              "start-dev",
              "--db=dev-mem",
              "--cache=local",
              "--http-host=" + address,
              "--https-port=" + PORT,
              "--hostname=https://" + host + ":" + PORT,
              "--https-certificate-file=" + certificate,
              "--https-certificate-key-file=" + key));
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder
          .environment()
          .putAll(
              Map.of(
                  "JAVA_HOME",
                  System.getProperty("java.home"),
                  "JAVA_OPTS_KC_HEAP",
                  "-Xms64m -Xmx768m",
                  "JAVA_OPTS_APPEND",
                  "-XX:TieredStopAtLevel=1",
                  "KC_BOOTSTRAP_ADMIN_USERNAME",
                  ADMIN,
                  "KC_BOOTSTRAP_ADMIN_PASSWORD",
                  adminPassword));
      return new Keycloak(host, Children.start(builder), log, root, adminPassword);
    } catch (IOException e) {
      throw new HarnessException("Keycloak could not be prepared", e);
    }
  }

  void awaitReady() {
    boolean ready =
        Deadline.in(PATIENCE)
            .holds(
                () -> {
                  if (!process.isAlive()) {
                    throw new HarnessException("Keycloak ended:\n" + log());
                  }
                  return isReady();
                });
    if (!ready) {
      throw new HarnessException("Keycloak did not become ready in time:\n" + log());
    }
  }

  String issuer(String realm) {
    return "https://" + host + ":" + PORT + "/realms/" + realm;
  }

  X509Certificate root() {
    return root.certificate();
  }

  /** Calls the admin API. */
  JsonNode admin(String method, String path, JsonNode body) {
    String token =
        token("master", Map.of("client_id", "admin-cli"), ADMIN, adminPassword)
            .path("access_token")
            .asText();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("https://" + host + ":" + PORT + "/admin/realms" + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body.toString()))
            .build();
    Answer answer = send(client, request);
    if (answer.status() >= 300) {
      throw new HarnessException(method + " " + path + ": " + answer);
    }
    return answer.body().isEmpty() ? UserApi.object() : answer.json();
  }

  /** Gives a user these realm roles and takes all others away. */
  void setRoles(String realm, String user, String... roles) {
    String id =
        admin("GET", "/" + realm + "/users?exact=true&username=" + user, UserApi.object())
            .path(0)
            .path("id")
            .asText();
    String path = "/" + realm + "/users/" + id + "/role-mappings/realm";
    admin("DELETE", path, admin("GET", path, UserApi.object()));
    var wanted = UserApi.object().putArray("roles");
    for (String role : roles) {
      wanted.add(admin("GET", "/" + realm + "/roles/" + role, UserApi.object()));
    }
    admin("POST", path, wanted);
  }

  /** An access token by the user's password, as a client without a browser gets it. */
  String accessToken(String realm, String clientId, String user, String password) {
    JsonNode answer = token(realm, Map.of("client_id", clientId), user, password);
    return answer.path("access_token").asText();
  }

  /** Both tokens, the ID token among them. */
  JsonNode token(String realm, Map<String, String> clientId, String user, String password) {
    Map<String, String> form =
        Stream.of(
                clientId,
                Map.of(
                    "grant_type",
                    "password",
                    "username",
                    user,
                    "password",
                    password,
                    "scope",
                    "openid"))
            .flatMap(part -> part.entrySet().stream())
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(issuer(realm) + "/protocol/openid-connect/token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(encoded(form)))
            .build();
    return send(client, request).expect(200).json();
  }

  /**
   * What a person does in a browser: opens the address, fills in the form, and is sent back.
   *
   * @return where the browser is sent back to
   */
  URI signIn(URI authorizationRequest, String user, String password) {
    try (HttpClient browser =
        HttpClient.newBuilder()
            .sslContext(ServerTrust.only(root.certificate()))
            .cookieHandler(new CookieManager())
            .build()) {
      Answer page = send(browser, HttpRequest.newBuilder(authorizationRequest).build());
      if (page.status() == 302) {
        return location(page);
      }
      Matcher form = FORM_ACTION.matcher(page.body());
      if (page.status() != 200 || !form.find()) {
        throw new HarnessException("No form to sign in with: " + page);
      }
      URI action = URI.create(form.group(1).replace("&amp;", "&"));
      HttpRequest filledIn =
          HttpRequest.newBuilder(action)
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(
                  BodyPublishers.ofString(encoded(Map.of("username", user, "password", password))))
              .build();
      Answer answer = send(browser, filledIn);
      if (answer.status() != 302) {
        throw new HarnessException("Keycloak did not let " + user + " in: " + answer);
      }
      return location(answer);
    }
  }

  private static URI location(Answer redirect) {
    return URI.create(redirect.headers().getOrDefault("location", List.of("")).getFirst());
  }

  /** A realm that people sign in to through {@code mosaic}, and agents through {@code agents}. */
  static ObjectNode realm(String name, String secret) {
    ObjectNode realm =
        UserApi.object().put("realm", name).put("enabled", true).put("sslRequired", "none");
    var roles = realm.putObject("roles").putArray("realm");
    for (String role : List.of("staff", "mosaic-operators", "mosaic-admins")) {
      roles.addObject().put("name", role);
    }
    var clients = realm.putArray("clients");
    ObjectNode gateway =
        clients
            .addObject()
            .put("clientId", "mosaic")
            .put("secret", secret)
            .put("directAccessGrantsEnabled", false);
    gateway.putArray("redirectUris").add("http://127.0.0.1/callback");
    gateway.putObject("attributes").put("pkce.code.challenge.method", "S256");
    addRoles(gateway);
    for (String id : List.of("agents", "hasty", "others")) {
      ObjectNode agents =
          clients
              .addObject()
              .put("clientId", id)
              .put("publicClient", true)
              .put("standardFlowEnabled", false)
              .put("directAccessGrantsEnabled", true);
      var mappers = addRoles(agents);
      if (!id.equals("others")) {
        mappers
            .addObject()
            .put("name", "audience")
            .put("protocol", "openid-connect")
            .put("protocolMapper", "oidc-audience-mapper")
            .putObject("config")
            .put("included.custom.audience", "mosaic-api")
            .put("access.token.claim", "true")
            .put("id.token.claim", "false");
      }
      if (id.equals("hasty")) {
        agents.putObject("attributes").put("access.token.lifespan", "1");
      }
    }
    realm.putArray("users");
    return realm;
  }

  static void addUser(ObjectNode realm, String name, String password, String... roles) {
    ObjectNode user =
        realm
            .withArray("users")
            .addObject()
            .put("username", name)
            .put("enabled", true)
            .put("email", name + "@example.com")
            .put("emailVerified", true)
            .put("firstName", "F")
            .put("lastName", "L");
    user.putArray("credentials").addObject().put("type", "password").put("value", password);
    var held = user.putArray("realmRoles");
    for (String role : roles) {
      held.add(role);
    }
  }

  private static ArrayNode addRoles(ObjectNode client) {
    var mappers = client.putArray("protocolMappers");
    mappers
        .addObject()
        .put("name", "roles")
        .put("protocol", "openid-connect")
        .put("protocolMapper", "oidc-usermodel-realm-role-mapper")
        .putObject("config")
        .put("claim.name", "roles")
        .put("multivalued", "true")
        .put("jsonType.label", "String")
        .put("id.token.claim", "true")
        .put("access.token.claim", "true");
    return mappers;
  }

  @Override
  public void close() {
    process.destroy();
    if (!Deadline.inSeconds(20).holds(() -> !process.isAlive())) {
      process.destroyForcibly();
    }
    client.shutdownNow();
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  private boolean isReady() {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(issuer("master") + "/.well-known/openid-configuration"))
              .timeout(Duration.ofSeconds(5))
              .build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Answer send(HttpClient client, HttpRequest request) {
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.headers().map(), response.body());
    } catch (IOException e) {
      throw new HarnessException(request.method() + " " + request.uri() + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HarnessException("Interrupted at " + request.uri(), e);
    }
  }

  private static String encoded(Map<String, String> form) {
    return form.entrySet().stream()
        .map(
            entry ->
                entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  private static Path home() {
    Path unpacked = ProjectRoot.path().resolve("federation-harness/target/keycloak");
    try (Stream<Path> found = Files.list(unpacked)) {
      return found
          .filter(path -> path.getFileName().toString().startsWith("keycloak-"))
          .findFirst()
          .orElseThrow(() -> new HarnessException("There is no Keycloak in " + unpacked));
    } catch (IOException e) {
      throw new HarnessException("The build did not unpack Keycloak to " + unpacked, e);
    }
  }

  private static X509Certificate serverCertificate(String host, Authority root, KeyPair keys) {
    Instant now = Instant.now();
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            root.name(),
            Authority.serial(),
            Date.from(now.minus(Duration.ofDays(1))),
            Date.from(now.plus(Duration.ofDays(30))),
            new X500Name("CN=" + host),
            keys.getPublic());
    Authority.extension(
        builder,
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.dNSName, host)));
    return root.sign(builder);
  }
}
