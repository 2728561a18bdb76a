package mosaic.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import mosaic.embedded.DebianTools;
import mosaic.embedded.ServiceCache;

/**
 * Three independent readers of certificates, lists and OCSP answers: OpenSSL, GnuTLS and the JDK.
 * Each is asked by list and by OCSP.
 */
final class RevocationReaders {
  private final Path folder;
  private final X509Certificate leaf;
  private final X509Certificate issuer;
  private final X509Certificate root;
  private final URI ocsp;
  private final DebianTools gnutls;

  /** What a reader said. */
  record Verdict(boolean accepts, String words) {
    @Override
    public String toString() {
      return (accepts ? "accepts: " : "refuses: ") + words;
    }
  }

  RevocationReaders(Path folder, List<X509Certificate> chain, X509Certificate root, URI ocsp) {
    this.folder = folder;
    this.leaf = chain.getFirst();
    this.issuer = chain.get(1);
    this.root = root;
    this.ocsp = ocsp;
    this.gnutls =
        DebianTools.prepare(
            ServiceCache.standard(), List.of("gnutls-bin", "openssl"), System.out::println);
    write("leaf.pem", Pem.text(leaf));
    write("issuer.pem", Pem.text(issuer));
    write("root.pem", Pem.text(root));
    write("chain.pem", Pem.text(leaf) + Pem.text(issuer) + Pem.text(root));
    write("authorities.pem", Pem.text(issuer) + Pem.text(root));
  }

  /** What each reader makes of the certificate, given this list and the responder. */
  Map<String, Verdict> verdicts(byte[] list) {
    write("list.pem", Pem.text("X509 CRL", list));
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    verdicts.put("openssl, list", opensslByList());
    verdicts.put("openssl, OCSP", opensslByOcsp());
    verdicts.put("certtool, list", certtoolByList());
    verdicts.put("ocsptool", ocsptool());
    verdicts.put("JDK, list", jdk(list, true));
    verdicts.put("JDK, OCSP", jdk(list, false));
    return verdicts;
  }

  /** Whether each finds the list itself well signed, revoked or not. */
  Map<String, Verdict> onTheListItself() {
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    verdicts.put(
        "openssl",
        run("verify OK", "openssl", "crl", "-in", "list.pem", "-noout", "-CAfile", "issuer.pem"));
    verdicts.put(
        "certtool",
        run(
            "Verified",
            gnutls.program("certtool"),
            "--verify-crl",
            "--load-ca-certificate",
            "issuer.pem",
            "--infile",
            "list.pem"));
    return verdicts;
  }

  private Verdict opensslByList() {
    return run(
        "leaf.pem: OK",
        "openssl",
        "verify",
        "-x509_strict",
        "-purpose",
        "sslclient",
        "-crl_check",
        "-CRLfile",
        "list.pem",
        "-CAfile",
        "root.pem",
        "-untrusted",
        "issuer.pem",
        "leaf.pem");
  }

  /** Good is what it says of the certificate, and it has to find the response good as well. */
  private Verdict opensslByOcsp() {
    Verdict answer =
        run(
            "Response verify OK",
            "openssl",
            "ocsp",
            "-sha256",
            "-issuer",
            "issuer.pem",
            "-cert",
            "leaf.pem",
            "-url",
            ocsp.toString(),
            "-CAfile",
            "authorities.pem");
    if (!answer.accepts()) {
      throw new AssertionError("openssl does not accept the response: " + answer.words());
    }
    return new Verdict(answer.words().contains("leaf.pem: good"), answer.words());
  }

  private Verdict certtoolByList() {
    return run(
        "Chain verification output: Verified",
        gnutls.program("certtool"),
        "--verify",
        "--load-ca-certificate",
        "root.pem",
        "--load-crl",
        "list.pem",
        "--infile",
        "chain.pem");
  }

  private Verdict ocsptool() {
    Verdict answer =
        run(
            "Verifying OCSP Response: Success",
            gnutls.program("ocsptool"),
            "--ask=" + ocsp,
            "--nonce",
            "--load-cert",
            "leaf.pem",
            "--load-issuer",
            "issuer.pem");
    // Its last line repeats the verdict on the response; the status is above.
    boolean good = answer.words().contains("Certificate Status: good");
    boolean revoked = answer.words().contains("Certificate Status: revoked");
    if (good == revoked || !answer.words().contains("Verifying OCSP Response: Success")) {
      throw new AssertionError("ocsptool does not accept the response: " + answer.words());
    }
    return new Verdict(good, answer.words());
  }

  private Verdict jdk(byte[] list, boolean byList) {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      CertPathValidator validator = CertPathValidator.getInstance("PKIX");
      PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
      Set<PKIXRevocationChecker.Option> options =
          EnumSet.of(
              PKIXRevocationChecker.Option.ONLY_END_ENTITY,
              PKIXRevocationChecker.Option.NO_FALLBACK);
      if (byList) {
        options.add(PKIXRevocationChecker.Option.PREFER_CRLS);
      }
      checker.setOptions(options);
      checker.setOcspResponder(ocsp);
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
      parameters.addCertPathChecker(checker);
      parameters.addCertStore(
          CertStore.getInstance(
              "Collection",
              new CollectionCertStoreParameters(
                  List.of(factory.generateCRL(new ByteArrayInputStream(list))))));
      try {
        var _ = validator.validate(factory.generateCertPath(List.of(leaf, issuer)), parameters);
        return new Verdict(true, "valid");
      } catch (CertPathValidatorException e) {
        if (e.getReason() != CertPathValidatorException.BasicReason.REVOKED) {
          throw new AssertionError("the JDK refuses for another reason", e);
        }
        return new Verdict(false, String.valueOf(e.getMessage()));
      }
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private Verdict run(String good, String... command) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(new ArrayList<>(List.of(command)))
              .directory(folder.toFile())
              .redirectErrorStream(true);
      if (!command[0].equals("openssl")) {
        builder.environment().putAll(gnutls.environment());
      }
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new HarnessException("It does not end: " + List.of(command));
      }
      return new Verdict(process.exitValue() == 0 && output.contains(good), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HarnessException("Interrupted", e);
    }
  }

  private void write(String file, String text) {
    try {
      Files.writeString(folder.resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
