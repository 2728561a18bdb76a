package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import mosaic.embedded.ServiceCache;
import mosaic.embedded.SoftHsm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A gateway whose CA keys are in a PKCS#11 token: SoftHSM, out of Debian's packages. */
@ExtendWith(SharedGateways.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class TokenAuthorityTest {
  private static final String LABEL = "mosaic-ca";

  private static @TempDir Path directory;
  private static GatewayPair pair;
  private static SoftHsm hsm;
  private static Path tokens;
  private static String pin;
  private static GatewaySettings settings;
  private static GatewayProcess process;
  private static UserApi admin;
  private static Person alice;
  private static Person alicesHome;

  @BeforeAll
  static void start(SharedServices services, GatewayPair shared) {
    pair = shared;
    hsm = SoftHsm.prepare(ServiceCache.standard(), line -> {});
    tokens = directory.resolve("tokens");
    pin = Secrets.password();
    hsm.initialise(tokens, LABEL, pin);
    String name = Names.unique("token");
    String address = Loopback.address();
    settings =
        new GatewaySettings(
            name + ".example",
            address,
            address,
            Directories.make(directory.resolve("gateway")),
            Database.plan(services.addresses(), name.replace('-', '_')),
            services.addresses());
    settings.database().create();
    pair.cluster().registerHost(settings.serverName(), address);
    settings.write(inToken(LABEL, pin));
    process = serve();
    admin = api().signedIn("admin", adminCode());
    alice = admin.createUser("alice");
    alicesHome = Names.person(pair.home(), "alice-of-token");
    var _ = alice.api().createRow("tasks", "of the token");
  }

  @AfterAll
  static void close() {
    if (process != null) {
      process.close();
    }
  }

  @Test
  @Order(1)
  void enrol_keysInTheToken_worksAndNoColumnHoldsThem() {
    var _ = pair.home().admin().addPeer(grant(alice).url(), alicesHome);

    assertThat(read()).contains("of the token");
    List<String> references =
        settings.database().texts("select key_reference from certificate_authority order by kind");
    assertThat(references).hasSize(2);
    assertThat(references.getFirst()).startsWith("pkcs11:mosaic-issuing-");
    assertThat(references.getLast()).startsWith("pkcs11:mosaic-root-");
    for (String pem : settings.database().texts("select certificate from certificate_authority")) {
      PublicKey key = Pem.certificates(pem).getFirst().getPublicKey();
      assertThat(key).isInstanceOf(ECPublicKey.class);
      assertThat(((ECPublicKey) key).getParams().getOrder().bitLength()).isEqualTo(384);
    }
    assertThat(process.log()).doesNotContain(pin);
  }

  @Test
  @Order(2)
  void serve_again_findsTheKeysAndGoesOn() {
    String root = caRoot();
    process.stop();
    process = serve();

    assertThat(caRoot()).isEqualTo(root);
    assertThat(read()).contains("of the token");
    Person bob = admin.createUser("bob");
    Person bobsHome = Names.person(pair.home(), "bob-of-token");
    assertThat(pair.home().admin().addPeer(grant(bob).url(), bobsHome)).isNotEmpty();
  }

  @Test
  @Order(3)
  void enrol_tokenGoneMeanwhile_isUnavailableAndWhatWasIssuedWorks() throws Exception {
    Person carol = admin.createUser("carol");
    Person carolsHome = Names.person(pair.home(), "carol-of-token");
    Grant grant = grant(carol);
    Path away = Files.move(tokens, directory.resolve("away"));
    try {
      String request = CertificateRequests.plain(Keys.p256());
      Answer direct =
          api().post(grant.url().path(), new Enrolment(pair).body(grant.url(), request));
      assertThat(direct.status()).as(direct.toString()).isEqualTo(503);
      assertThat(direct.code()).isEqualTo("ca-unavailable");
      assertThat(direct.headers()).containsKey("retry-after");
      assertThat(read()).as("by what was issued before").contains("of the token");
    } finally {
      var _ = Files.move(away, tokens);
    }
    process.stop();
    process = serve();
    assertThat(pair.home().admin().addPeer(grant(carol).url(), carolsHome)).isNotEmpty();
  }

  @Test
  @Order(4)
  void serve_wrongPinOrTokenOrKeyMissing_refusesEach() {
    process.stop();
    Path empty = directory.resolve("empty");
    hsm.initialise(empty, LABEL, pin);

    ServeRun wrongPin = refuse(inToken(LABEL, "wrong-" + pin), tokens);
    ServeRun noToken = refuse(inToken("another", pin), tokens);
    ServeRun noKey = refuse(inToken(LABEL, pin), empty);
    ServeRun noSettings = refuse(configuration -> {}, tokens);

    wrongPin.refuses(settings, "does not accept the PIN in ca.pkcs11.pin");
    noToken.refuses(
        settings, "there is no token of the label in ca.pkcs11.token", "it sees " + LABEL);
    noKey.refuses(settings, "the token holds no key mosaic-", "restore its backup");
    noSettings.refuses(settings, "keys of the CA are in a token, and the settings name none");
    for (ServeRun run : List.of(wrongPin, noToken, noKey, noSettings)) {
      assertThat(run.log()).doesNotContain(pin);
    }
  }

  private static ServeRun refuse(Consumer<ObjectNode> change, Path of) {
    return ServeRun.of(settings, change, hsm.environment(of));
  }

  private static Consumer<ObjectNode> inToken(String label, String itsPin) {
    return configuration -> {
      Path file = Directories.secretFile(settings.directory().resolve(Names.unique("pin")), itsPin);
      ObjectNode ca = configuration.putObject("ca");
      ca.put("key_store", "pkcs11").put("key_algorithm", "ec-p384");
      ca.putObject("pkcs11")
          .put("library", hsm.library().toString())
          .put("token", label)
          .put("pin", "file:" + file);
    };
  }

  private static GatewayProcess serve() {
    Map<String, String> environment = new HashMap<>(hsm.environment(tokens));
    environment.put(
        "MOSAIC_JAVA_OPTIONS",
        "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Djdk.net.hosts.file="
            + pair.cluster().hostsFile());
    GatewayProcess started =
        GatewayProcess.start(
            List.of(), settings.configurationFile(), environment, settings.logFile());
    boolean ready = false;
    try {
      started.awaitReady(
          settings.managementUrl().resolve("/q/health/ready"), Deadline.inSeconds(60));
      ready = true;
      return started;
    } finally {
      if (!ready) {
        started.close();
      }
    }
  }

  private static Grant grant(Person subject) {
    return admin.createGrant(subject, pair.home().serverName(), Scope.of("tasks").json());
  }

  private static List<String> read() {
    return alicesHome.api().titles("tasks", "federated:" + settings.serverName());
  }

  private static UserApi api() {
    return UserApi.at(
        settings.apiUrl(), Pem.certificate(settings.dataDirectory().resolve("ca-root.pem")));
  }

  private static String caRoot() {
    return text(settings.dataDirectory().resolve("ca-root.pem"));
  }

  private static String adminCode() {
    return text(settings.dataDirectory().resolve("initial-admin-code"));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException unreadable) {
      throw new HarnessException("Could not read " + file, unreadable);
    }
  }
}
