package mosaic.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import mosaic.cli.gateway.RootCertificate;

/**
 * A certificate authority and one server certificate of it, made by the JDK's keytool. Its files
 * are there until the tests end.
 */
public final class TestAuthority {
  private static final String PASSWORD = "changeit";
  private static final String KEYS = "keys.p12";
  private static final String ROOT = "root.pem";

  private final Path directory;

  private TestAuthority(Path directory) {
    this.directory = directory;
    // In the reverse order of this: the directory last, when it is empty.
    directory.toFile().deleteOnExit();
    directory.resolve(KEYS).toFile().deleteOnExit();
    directory.resolve(ROOT).toFile().deleteOnExit();
  }

  /** A server certificate for {@code subjectAlternativeName}, such as {@code dns:localhost}. */
  public static TestAuthority create(String name, String subjectAlternativeName, String... root) {
    try {
      TestAuthority authority = new TestAuthority(Files.createTempDirectory("mosaic-test-ca"));
      authority.build(name, subjectAlternativeName, root);
      return authority;
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private void build(String name, String subjectAlternativeName, String... rootOptions) {
    List<String> root =
        new ArrayList<>(List.of("-genkeypair", "-alias", "root", "-dname", "CN=" + name));
    root.addAll(List.of("-keyalg", "EC", "-ext", "bc:c=ca:true", "-ext", "ku:c=keyCertSign"));
    root.addAll(List.of(rootOptions));
    keytool(root);
    keytool(
        List.of(
            "-genkeypair",
            "-alias",
            "server",
            "-dname",
            "CN=server",
            "-keyalg",
            "EC",
            "-ext",
            "san=" + subjectAlternativeName,
            "-signer",
            "root"));
  }

  /** Most tests need just any; making one starts two processes. */
  public static TestAuthority shared() {
    return Shared.AUTHORITY;
  }

  private static final class Shared {
    private static final TestAuthority AUTHORITY = create("Mosaic test root", "dns:localhost");
  }

  public RootCertificate root() {
    try {
      return new RootCertificate((X509Certificate) store().getCertificate("root"));
    } catch (GeneralSecurityException failed) {
      throw new IllegalStateException(failed);
    }
  }

  public String rootPem() {
    return root().pem();
  }

  public Path rootFile() {
    try {
      return Files.writeString(directory.resolve(ROOT), rootPem());
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** A TLS server that shows the server certificate and, last, the root. */
  public SSLContext serverContext() {
    return serverContextShowing(this);
  }

  /** The same server, showing that authority's root as the last certificate of its chain. */
  public SSLContext serverContextShowing(TestAuthority other) {
    try {
      KeyStore store = store();
      X509Certificate[] chain = {
        (X509Certificate) store.getCertificate("server"), other.root().certificate()
      };
      return new ServerIdentity((PrivateKey) store.getKey("server", PASSWORD.toCharArray()), chain)
          .context();
    } catch (GeneralSecurityException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private KeyStore store() {
    try (InputStream in = Files.newInputStream(directory.resolve(KEYS))) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD.toCharArray());
      return store;
    } catch (IOException | GeneralSecurityException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private void keytool(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/keytool").toString());
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    command.addAll(arguments);
    command.addAll(
        List.of("-keystore", directory.resolve(KEYS).toString(), "-storepass", PASSWORD));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + "\n" + output);
      }
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
