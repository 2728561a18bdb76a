package mosaic.gateway.federation.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import mosaic.ca.ChainVerdict;
import mosaic.ca.ClientCertificateVerifier;
import mosaic.ca.DnsName;
import mosaic.ca.Fingerprint;
import mosaic.ca.GrantIdentity;
import mosaic.ca.MalformedPemException;
import mosaic.ca.Pem;
import mosaic.gateway.federation.client.PeerFailure.Defect;

/**
 * What a peer issued to us, checked as the peer itself will check it.
 *
 * @param chain leaf first
 * @param root the pinned root
 * @param federationUrl where to use it
 */
record IssuedCertificate(List<X509Certificate> chain, X509Certificate root, URI federationUrl) {
  private static final int MOST_PEM_CHARACTERS = 48 * 1024;
  private static final int MOST_URL_CHARACTERS = 512;
  private static final int MOST_PORT = 65535;
  private static final String JSON = "application/json";

  /** Takes a private copy. */
  IssuedCertificate {
    chain = List.copyOf(chain);
  }

  /**
   * Reads the answer to an enrolment request (PROTOCOL.md).
   *
   * @throws AnswerRefused unless the chain leads to the pinned root, or to ours where our own CA
   *     issued, and is for TLS clients, valid now, for our key and for the grant of the enrolment
   *     URL
   */
  static IssuedCertificate read(
      HttpAnswer answer, EnrolmentUrl url, EnrolmentOffer offer, Instant now) {
    if (!answer.is(JSON)) {
      throw new AnswerRefused(Defect.CONTENT_TYPE);
    }
    StrictJson document = StrictJson.read(answer.body().getBytes());
    if (!document.id("grant_id").equals(url.grant())) {
      throw StrictJson.refused();
    }
    document.time("expires_at");
    X509Certificate root = root(document.text("ca_root", 1, MOST_PEM_CHARACTERS), url.caRoot());
    List<X509Certificate> chain =
        certificates(document.text("certificate_chain", 1, MOST_PEM_CHARACTERS));
    Set<X509Certificate> issuers = offer.ownChain().isEmpty() ? Set.of(root) : offer.ownRoots();
    X509Certificate leaf =
        switch (ClientCertificateVerifier.verify(chain, issuers, now)) {
          case ChainVerdict.Accepted accepted -> accepted.leaf();
          case ChainVerdict.Rejected rejected -> throw StrictJson.refused();
        };
    boolean ours =
        Fingerprint.of(leaf.getPublicKey()).equals(Fingerprint.of(offer.csr().publicKey()));
    if (!ours || !isForGrant(leaf, url)) {
      throw StrictJson.refused();
    }
    return new IssuedCertificate(
        chain, root, address(document.text("federation_url", 1, MOST_URL_CHARACTERS), url.host()));
  }

  /** When the certificate ends. */
  Instant expiresAt() {
    return chain.getFirst().getNotAfter().toInstant();
  }

  private static boolean isForGrant(X509Certificate leaf, EnrolmentUrl url) {
    return switch (GrantIdentity.read(leaf)) {
      case GrantIdentity.Found found -> found.grantId().equals(url.grant());
      case GrantIdentity.Missing missing -> false;
      case GrantIdentity.Malformed malformed -> false;
    };
  }

  private static X509Certificate root(String pem, Fingerprint pinned) {
    List<X509Certificate> certificates = certificates(pem);
    if (certificates.size() != 1 || !Fingerprint.of(certificates.getFirst()).equals(pinned)) {
      throw StrictJson.refused();
    }
    return certificates.getFirst();
  }

  private static List<X509Certificate> certificates(String pem) {
    try {
      return Pem.decodeCertificates(pem);
    } catch (MalformedPemException malformed) {
      throw StrictJson.refused();
    }
  }

  /**
   * On the host that we enrolled with and no other: an answer must not point us elsewhere (T-40).
   */
  private static URI address(String text, DnsName host) {
    try {
      URI uri = new URI(text);
      boolean bare =
          uri.getRawUserInfo() == null
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null
              && ("".equals(uri.getRawPath()) || "/".equals(uri.getRawPath()));
      boolean there = "https".equals(uri.getScheme()) && host.text().equals(uri.getHost());
      if (bare && there && uri.getPort() >= 1 && uri.getPort() <= MOST_PORT) {
        return new URI("https", null, host.text(), uri.getPort(), null, null, null);
      }
    } catch (URISyntaxException malformed) {
      // Refused below.
    }
    throw StrictJson.refused();
  }
}
