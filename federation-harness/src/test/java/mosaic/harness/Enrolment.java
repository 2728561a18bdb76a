package mosaic.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.security.KeyPair;

/** The enrolment endpoint, used by hand: without a gateway on the asking side. */
final class Enrolment {
  private final GatewayPair pair;

  Enrolment(GatewayPair pair) {
    this.pair = pair;
  }

  /** Enrols as home would, with a key of the test's own. */
  ClientCertificate enrol(Grant grant) {
    KeyPair keys = Keys.p256();
    Answer answer = attempt(grant.url(), CertificateRequests.plain(keys)).expect(200);
    return certificate(answer, keys);
  }

  static ClientCertificate certificate(Answer answer, KeyPair keys) {
    JsonNode json = answer.json();
    return new ClientCertificate(
        Pem.certificates(json.path("certificate_chain").asText()), keys.getPrivate());
  }

  Answer attempt(EnrolmentUrl url, String request) {
    return post(url, body(url, request).toString());
  }

  /** Every attempt comes from another address, because attempts are limited by it. */
  Answer post(EnrolmentUrl url, String body) {
    return clientFromAnywhere().post(url.path(), body);
  }

  ObjectNode body(EnrolmentUrl url, String request) {
    return UserApi.object()
        .put("token", url.token())
        .put("csr", request)
        .put("requesting_server", pair.home().serverName())
        .put("requesting_ca", Pem.text(Pem.certificate(pair.home().caRootFile())));
  }

  UserApi clientFromAnywhere() {
    return UserApi.at(
        pair.work().settings().apiUrl(),
        Pem.certificate(pair.work().caRootFile()),
        InetAddress.ofLiteral(Loopback.address()));
  }

  /** How many certificates work has on record for a grant. */
  long issued(Grant grant) {
    return pair.work()
        .database()
        .count(
            "select count(*) from issued_certificates"
                + " where grant_id = ?::uuid and certificate_sha256 is not null",
            grant.id());
  }
}
