package mosaic.gateway.federation.client;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.TCPSSLOptions;
import io.vertx.core.net.TrustOptions;
import java.net.Socket;
import java.net.URI;
import java.security.KeyPair;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;
import mosaic.ca.CertificateHierarchy;
import mosaic.ca.DnsName;
import mosaic.ca.Fingerprint;
import mosaic.ca.GrantCertificateProfile;
import mosaic.ca.IssuingAuthority;
import mosaic.ca.KeyAlgorithm;
import mosaic.ca.LeafCertificateProfile;
import mosaic.ca.Pem;
import mosaic.ca.Preparation;
import mosaic.ca.ServerCertificateProfile;
import mosaic.gateway.instance.FederationConfig;
import mosaic.gateway.seal.MasterKey;
import mosaic.gateway.seal.Sealer;

/** A peer with its own CA and real TLS on loopback, whose behaviour a test decides. */
final class TestPeer implements AutoCloseable {
  static final DnsName HOST = new DnsName("localhost");
  static final UUID GRANT = UUID.fromString("00000000-0000-4000-8000-00000000000a");
  private static final UUID SUBJECT = UUID.fromString("00000000-0000-4000-8000-00000000000b");
  private static final SecureRandom RANDOM = new SecureRandom();

  final Vertx vertx = Vertx.vertx();
  final Clock clock = Clock.systemUTC();
  final CertificateHierarchy hierarchy =
      CertificateHierarchy.create("localhost", KeyAlgorithm.EC_P256, clock, RANDOM);
  final Sealer sealer =
      new Sealer(MasterKey.parse(Base64.getEncoder().encodeToString(new byte[32])));
  private final IssuingAuthority authority = hierarchy.issuingAuthority(clock, RANDOM);

  /** Listens as a federation listener would. */
  int listen(HttpServerOptions options, Handler<HttpServerRequest> handler) throws Exception {
    return listen(options, handler, () -> {});
  }

  /** As above, with a say about the client's certificate during the handshake. */
  int listen(HttpServerOptions options, Handler<HttpServerRequest> handler, ClientCheck check)
      throws Exception {
    secure(options, HOST, authority);
    options
        .setClientAuth(ClientAuth.REQUIRED)
        .setTrustOptions(TrustOptions.wrap(new AnyClient(check)));
    return vertx
        .createHttpServer(options)
        .requestHandler(handler)
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS)
        .actualPort();
  }

  /** Listens without TLS. */
  int listenPlain(Handler<NetSocket> handler) throws Exception {
    return vertx
        .createNetServer()
        .connectHandler(handler)
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS)
        .actualPort();
  }

  /** Passes everything on to a port here, and back. */
  void forward(NetSocket socket, int port) {
    socket.pause();
    vertx
        .createNetClient()
        .connect(port, "127.0.0.1")
        .onSuccess(
            onward -> {
              socket.pipeTo(onward);
              onward.pipeTo(socket);
            })
        .onFailure(failure -> socket.close());
  }

  /** Listens with TLS and hands over what the client sends after the handshake. */
  int listenRaw(
      DnsName name, IssuingAuthority issuer, Handler<NetSocket> handler, Handler<Throwable> refused)
      throws Exception {
    NetServerOptions options = new NetServerOptions();
    secure(options, name, issuer);
    return vertx
        .createNetServer(options)
        .connectHandler(handler)
        .exceptionHandler(refused)
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS)
        .actualPort();
  }

  /** Listens with a leaf of one CA and, last in its chain, the root of another. */
  int listenRaw(
      DnsName name, IssuingAuthority issuer, X509Certificate root, Handler<NetSocket> handler)
      throws Exception {
    KeyPair key = KeyAlgorithm.EC_P256.generate(RANDOM);
    List<X509Certificate> chain =
        new ArrayList<>(issue(issuer, ServerCertificateProfile.of(name), key.getPublic()));
    chain.set(chain.size() - 1, root);
    NetServerOptions options = new NetServerOptions();
    show(options, chain.subList(0, 1), key);
    // A key store would refuse certificates that do not belong together.
    options.setKeyCertOptions(KeyCertOptions.wrap(new AnyChain(chain, key)));
    return vertx
        .createNetServer(options)
        .connectHandler(handler)
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS)
        .actualPort();
  }

  IssuingAuthority authority() {
    return authority;
  }

  Fingerprint root() {
    return hierarchy.rootFingerprint();
  }

  /** A peer row that leads to a port here. */
  ReachablePeer at(int port) {
    return at(port, root());
  }

  ReachablePeer at(int port, Fingerprint pin) {
    UUID id = UUID.randomUUID();
    KeyPair key = KeyAlgorithm.EC_P256.generate(RANDOM);
    PeerCredential credential =
        new PeerCredential(
            Pem.encode(grantChain(key.getPublic(), GRANT)), Pem.encode(key.getPrivate()).reveal());
    Peer peer =
        new Peer(
            id,
            HOST,
            pin,
            GRANT,
            SUBJECT,
            "alice",
            Instant.now().plus(Duration.ofDays(30)),
            PeerStatus.ACTIVE,
            null,
            null,
            null);
    return new ReachablePeer(
        peer,
        URI.create("https://localhost:" + port),
        SealedCredential.seal(sealer, id, credential));
  }

  /** The same row with another pin. */
  static ReachablePeer pinned(ReachablePeer row, Fingerprint pin) {
    Peer peer = row.peer();
    return new ReachablePeer(
        new Peer(
            peer.id(),
            peer.host(),
            pin,
            peer.grant(),
            peer.owner(),
            peer.ownerName(),
            peer.certificateExpiresAt(),
            peer.status(),
            peer.lastSuccessAt(),
            peer.lastFailureAt(),
            peer.notes()),
        row.address(),
        row.credential());
  }

  List<X509Certificate> grantChain(PublicKey key, UUID grant) {
    return issue(
        authority, GrantCertificateProfile.of(grant, SUBJECT, new DnsName("home.example")), key);
  }

  PeerClients clients(Duration deadline) {
    return new PeerClients(vertx, sealer, clock, new Deadline(deadline));
  }

  /** Looks names up, and allows this machine's own addresses. */
  PeerAddresses addresses() {
    return new PeerAddresses(vertx, clock, new Deadline(Duration.ofSeconds(2)));
  }

  /** A client whose deadline is this. */
  FederationClient client(Duration deadline) {
    return new FederationClient(
        vertx, clients(deadline), addresses(), RANDOM, clock, (peer, news) -> {});
  }

  static List<X509Certificate> issue(
      IssuingAuthority authority, LeafCertificateProfile profile, PublicKey key) {
    if (!(authority.prepare(profile, key) instanceof Preparation.Ready(var prepared))) {
      throw new AssertionError("not prepared");
    }
    return authority.chainOf(authority.sign(prepared, prepared.intent()));
  }

  private static void secure(TCPSSLOptions options, DnsName name, IssuingAuthority issuer) {
    KeyPair key = KeyAlgorithm.EC_P256.generate(RANDOM);
    show(options, issue(issuer, ServerCertificateProfile.of(name), key.getPublic()), key);
  }

  private static void show(TCPSSLOptions options, List<X509Certificate> chain, KeyPair key) {
    options
        .setSsl(true)
        .setUseAlpn(true)
        .setSslEngineOptions(new OpenSSLEngineOptions())
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
        .setKeyCertOptions(
            new PemKeyCertOptions()
                .addCertValue(Buffer.buffer(Pem.encode(chain)))
                .addKeyValue(Buffer.buffer(Pem.encode(key.getPrivate()).reveal())));
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  /** Settings of the asking side. */
  record Deadline(Duration deadline, Optional<List<String>> allowedNetworks)
      implements FederationConfig {
    /** With this machine's own addresses allowed. */
    Deadline(Duration deadline) {
      this(deadline, Optional.of(List.of("127.0.0.0/8", "::1/128")));
    }

    @Override
    public String host() {
      return "127.0.0.1";
    }

    @Override
    public int port() {
      return 1;
    }

    @Override
    public Duration enrolmentTokenValidity() {
      return Duration.ofMinutes(15);
    }

    @Override
    public Duration grantCertificateValidity() {
      return Duration.ofDays(30);
    }

    @Override
    public boolean twoPersonApproval() {
      return false;
    }
  }

  /** Looks at a client during the handshake. */
  @FunctionalInterface
  interface ClientCheck {
    void check() throws CertificateException;
  }

  private static final class AnyChain extends X509ExtendedKeyManager {
    private final List<X509Certificate> chain;
    private final KeyPair key;

    AnyChain(List<X509Certificate> chain, KeyPair key) {
      this.chain = chain;
      this.key = key;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return chain.toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return key.getPrivate();
    }

    @Override
    public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
      return "any";
    }

    @Override
    public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
      return "any";
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
      return "any";
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
      return new String[] {"any"};
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
      return new String[] {"any"};
    }
  }

  private record AnyClient(ClientCheck check) implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      check.check();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
