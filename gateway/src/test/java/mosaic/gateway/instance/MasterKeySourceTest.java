package mosaic.gateway.instance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterKeySourceTest {
  private static final String KEY = "UGxhbnRlZFBsYW50ZWRQbGFudGVkUGxhbnRlZFBsYW4=";

  /** A provider as its author would write it: one class. */
  private static final String VAULT =
      """
      import mosaic.gateway.seal.MasterKeyProvider;

      public final class Vault implements MasterKeyProvider {
        public String scheme() {
          return "vault";
        }

        public byte[] read(String location) throws UnavailableException {
          if (!location.equals("kv/mosaic")) {
            throw new UnavailableException("the vault has no such entry", "look into the vault");
          }
          return "%s".getBytes();
        }
      }
      """
          .formatted(KEY);

  private @TempDir Path directory;

  @Test
  void read_providerInAJar_givesItsKey() throws Exception {
    Path jar = jarOf("Vault", VAULT);

    MasterKeySource source = MasterKeySource.of(config("vault:kv/mosaic", jar));

    assertThat(source.scheme()).isEqualTo("vault");
    assertThat(source.read().ids()).hasSize(1);
    assertThat(MasterKeySource.of(config("file:" + keyFile(), jar)).read().ids())
        .as("the others are there as well")
        .isEqualTo(source.read().ids());
  }

  @Test
  void read_providerWithoutTheKey_refusesInItsWords() throws Exception {
    Path jar = jarOf("Vault", VAULT);

    assertThatThrownBy(() -> MasterKeySource.of(config("vault:" + KEY, jar)).read())
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("the vault has no such entry")
        .hasMessageNotContaining(KEY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"vault:kv/mosaic", KEY, "", "FILE:x", KEY + ":x"})
  void of_unknownScheme_refusesAndNamesThoseThereAre(String reference) {
    assertThatThrownBy(() -> MasterKeySource.of(config(reference, null)))
        .isInstanceOfSatisfying(
            StartRefused.class,
            refused ->
                assertThat(refused.problems().toString())
                    .contains("file:PATH or env:NAME", "master_key_provider")
                    .doesNotContain(KEY));
  }

  @Test
  void of_jarWithoutProvider_refuses() throws Exception {
    Path broken = jarOf("Vault", VAULT.replace("public final class", "final class"));

    for (Path jar : List.of(broken, directory.resolve("none.jar"))) {
      assertThatThrownBy(() -> MasterKeySource.of(config("vault:kv/mosaic", jar)))
          .isInstanceOf(StartRefused.class)
          .hasMessageContaining("master_key_provider");
    }
  }

  private Path keyFile() throws IOException {
    return Files.writeString(directory.resolve("master.key"), KEY + "\n");
  }

  private Path jarOf(String name, String code) throws IOException {
    Path source = Files.writeString(directory.resolve(name + ".java"), code);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    int compiled =
        compiler.run(
            null,
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream(),
            "-proc:none",
            "-cp",
            System.getProperty("java.class.path"),
            "-d",
            directory.toString(),
            source.toString());
    assertThat(compiled).isZero();
    Path jar = directory.resolve(name + ".jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry(name + ".class"));
      out.write(Files.readAllBytes(directory.resolve(name + ".class")));
      out.putNextEntry(new JarEntry("META-INF/services/mosaic.gateway.seal.MasterKeyProvider"));
      out.write(name.getBytes(UTF_8));
    }
    return jar;
  }

  private InstanceConfig config(String reference, @Nullable Path jar) {
    Map<String, String> properties = new HashMap<>();
    properties.put("mosaic.tier", "federated");
    properties.put("mosaic.server_name", "work.example");
    properties.put("mosaic.data_directory", directory.toString());
    properties.put("mosaic.master_key", reference.isEmpty() ? "-" : reference);
    if (jar != null) {
      properties.put("mosaic.master_key_provider", jar.toString());
    }
    return new SmallRyeConfigBuilder()
        .withSources(new PropertiesConfigSource(properties, "test", 100))
        .withMapping(InstanceConfig.class)
        .build()
        .getConfigMapping(InstanceConfig.class);
  }
}
