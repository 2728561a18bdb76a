package mosaic.gateway.federation.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import mosaic.ca.CertificateRequest;
import mosaic.ca.DnsName;
import mosaic.ca.KeyAlgorithm;
import mosaic.ca.Pem;
import mosaic.gateway.federation.client.PeerFailure.Defect;
import mosaic.gateway.federation.client.SpecialNetworks.Kind;
import mosaic.gateway.instance.FederationConfig;
import mosaic.gateway.problem.ProblemCode;
import mosaic.gateway.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A name is looked up once, every address of it is checked, and one of those is connected to. */
@Tag("T-40")
class PeerAddressesTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final DnsName HOST = new DnsName("peer.example");
  private static final String PUBLIC = "93.184.215.14";
  private static final String OTHER = "2606:4700::1111";

  private final TestPeer server = new TestPeer();
  private final MovingClock clock = new MovingClock();
  private final Names names = new Names();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void of_publicAddress_isThatOne() {
    names.answer(PUBLIC);

    assertThat(find(addresses(null))).isEqualTo(PUBLIC);
  }

  @Test
  void of_oneOfSeveralIsNotPublic_isForbidden() {
    names.answer(PUBLIC, "10.0.0.1", OTHER);

    assertThat(fail(addresses(null))).isEqualTo(new PeerFailure.Forbidden(Kind.PRIVATE));
  }

  @Test
  void of_addressInAnAllowedNetwork_isThatOne() {
    names.answer("10.1.2.3");
    names.answer("10.2.2.3");

    assertThat(find(addresses("fd00::/8, 10.1.0.0/16"))).isEqualTo("10.1.2.3");
    assertThat(fail(addresses("fd00::/8, 10.1.0.0/16")))
        .isEqualTo(new PeerFailure.Forbidden(Kind.PRIVATE));
  }

  @Test
  void of_privateNetworkAllowed_itsTranslatedFormsAreNot() {
    names.answer("64:ff9b::10.1.2.3");

    assertThat(fail(addresses("10.0.0.0/8"))).isEqualTo(new PeerFailure.Forbidden(Kind.PRIVATE));
  }

  @Test
  void of_nameThatIsRebound_isTheCheckedAddressUntilItIsCheckedAnew() {
    PeerAddresses addresses = addresses(null);
    names.answer(PUBLIC);
    names.answer("127.0.0.1");

    assertThat(find(addresses)).isEqualTo(PUBLIC);
    assertThat(find(addresses)).isEqualTo(PUBLIC);
    assertThat(names.asked).hasValue(1);
    clock.move(Duration.ofMinutes(1));
    assertThat(fail(addresses)).isEqualTo(new PeerFailure.Forbidden(Kind.LOOPBACK));
  }

  @Test
  void of_anotherOrderOfTheSameAddresses_keepsTheOneInUse() {
    PeerAddresses addresses = addresses(null);
    names.answer(PUBLIC, OTHER);
    names.answer(OTHER, PUBLIC);

    assertThat(find(addresses)).isEqualTo(PUBLIC);
    clock.move(Duration.ofMinutes(1));
    assertThat(find(addresses)).isEqualTo(PUBLIC);
  }

  @Test
  void after_failureToConnect_triesTheNextAddressAndChecksAgain() {
    PeerAddresses addresses = addresses(null);
    names.answer(PUBLIC, OTHER);
    names.answer(PUBLIC, OTHER);
    names.answer("192.168.1.1");

    assertThat(find(addresses)).isEqualTo(PUBLIC);
    addresses.after(new PeerOutcome.Failed<>(new PeerFailure.Offline()), HOST);
    assertThat(find(addresses)).isEqualTo("2606:4700:0:0:0:0:0:1111");
    addresses.after(new PeerOutcome.Failed<>(new PeerFailure.TimedOut()), HOST);
    assertThat(fail(addresses)).isEqualTo(new PeerFailure.Forbidden(Kind.PRIVATE));
  }

  @Test
  void of_unknownName_isOffline() {
    assertThat(fail(addresses(null))).isEqualTo(new PeerFailure.Offline());
  }

  @Test
  void of_askedOftenWhileANameIsSlow_looksItUpOnce() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    PeerAddresses addresses =
        new PeerAddresses(
            server.vertx,
            clock,
            config(null),
            host -> {
              names.asked.incrementAndGet();
              try {
                slow.await();
              } catch (InterruptedException interrupted) {
                throw new UnknownHostException(host);
              }
              return new InetAddress[] {InetAddress.ofLiteral(PUBLIC)};
            });

    List<CompletableFuture<SocketAddress>> waiting =
        java.util.stream.Stream.generate(() -> addresses.of(HOST, 1).subscribeAsCompletionStage())
            .limit(100)
            .toList();
    slow.countDown();

    assertThat(waiting).allSatisfy(one -> assertThat(one).succeedsWithin(SOON));
    assertThat(names.asked).hasValue(1);
  }

  /** Nobody but our look-up knows the name, so the connection can only have gone where it said. */
  @Test
  void enrol_nameOfAnAllowedAddress_connectsToItAndVerifiesTheName() throws Exception {
    names.answer("127.0.0.1");
    AtomicInteger connections = new AtomicInteger();
    int right = listen(HOST, connections);
    int wrong = listen(new DnsName("other.example"), connections);
    PeerAddresses addresses = addresses("127.0.0.0/8");

    assertThat(enrol(addresses, right)).isEqualTo(new PeerFailure.Broken(Defect.PROTOCOL));
    assertThat(connections).hasValue(1);
    assertThat(enrol(addresses, wrong)).isEqualTo(new PeerFailure.Broken(Defect.CERTIFICATE));
    assertThat(names.asked).hasValue(1);
  }

  @Test
  void enrol_nameOfAnAddressThatIsNotAllowed_connectsToNobodyAndSaysWhatToDo() throws Exception {
    names.answer("127.0.0.1");
    AtomicInteger connections = new AtomicInteger();
    int port = listen(HOST, connections);

    PeerFailure failure = enrol(addresses("10.0.0.0/8"), port);

    assertThat(failure).isEqualTo(new PeerFailure.Forbidden(Kind.LOOPBACK));
    assertThat(connections).hasValue(0);
    ProblemException problem = PeerProblems.ofEnrolment(failure, HOST);
    assertThat(problem.code()).isEqualTo(ProblemCode.PEER_ADDRESS_FORBIDDEN);
    assertThat(problem)
        .hasMessageContaining("peer.example is in a loopback network")
        .hasMessageContaining("token is still unused");
    assertThat(problem.remedy()).contains("federation.allowed_networks");
    assertThat(PeerProblems.ofRead(failure, HOST).code())
        .isEqualTo(ProblemCode.PEER_ADDRESS_FORBIDDEN);
  }

  /** Listens, counts who got through the handshake, and answers what is no HTTP. */
  private int listen(DnsName name, AtomicInteger connections) throws Exception {
    return server.listenRaw(
        name,
        server.authority(),
        socket -> {
          connections.incrementAndGet();
          socket.handler(data -> socket.write("no such protocol\r\n\r\n"));
        },
        refused -> {});
  }

  private PeerFailure enrol(PeerAddresses addresses, int port) {
    EnrolmentUrl url =
        EnrolmentUrl.parse(
            "https://%s:%d/federation/enrolment/v1/%s#token=%s&ca=%s"
                .formatted(HOST, port, TestPeer.GRANT, "A".repeat(43), server.root()));
    KeyPair key = KeyAlgorithm.EC_P256.generate(RANDOM);
    CertificateRequest csr = CertificateRequest.create(key, new DnsName("home.example"), RANDOM);
    PeerOutcome<IssuedCertificate> outcome =
        new EnrolmentCall(server.vertx, addresses, server.clock)
            .send(
                url,
                EnrolmentOffer.of(
                    csr, "home.example", Pem.encode(server.hierarchy.root().certificate())))
            .await()
            .atMost(Duration.ofSeconds(20));
    return ((PeerOutcome.Failed<IssuedCertificate>) outcome).failure();
  }

  private PeerAddresses addresses(@Nullable String allowed) {
    return new PeerAddresses(server.vertx, clock, config(allowed), names);
  }

  private static FederationConfig config(@Nullable String allowed) {
    return new TestPeer.Deadline(
        Duration.ofSeconds(2),
        Optional.ofNullable(allowed).map(text -> Arrays.asList(text.split(",", -1))));
  }

  private static String find(PeerAddresses addresses) {
    return addresses.of(HOST, 8443).await().atMost(SOON).hostAddress();
  }

  private static PeerFailure fail(PeerAddresses addresses) {
    return addresses
        .of(HOST, 8443)
        .map(found -> (PeerFailure) new PeerFailure.TimedOut())
        .onFailure()
        .recoverWithItem(FailureReading::read)
        .await()
        .atMost(SOON);
  }

  /** Answers in the order in which the answers were given; the last one stays. */
  private static final class Names implements PeerAddresses.Lookup {
    final AtomicInteger asked = new AtomicInteger();
    private final Deque<List<String>> answers = new ArrayDeque<>();

    synchronized void answer(String... literals) {
      answers.add(List.of(literals));
    }

    @Override
    public synchronized InetAddress[] all(String host) throws UnknownHostException {
      asked.incrementAndGet();
      List<String> answer = answers.size() > 1 ? answers.poll() : answers.peek();
      if (answer == null || !host.equals(HOST.text())) {
        throw new UnknownHostException(host);
      }
      return answer.stream().map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
    }
  }

  private static final class MovingClock extends Clock {
    private volatile Instant now = Instant.parse("2026-11-22T00:00:00Z");

    void move(Duration by) {
      now = now.plus(by);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
