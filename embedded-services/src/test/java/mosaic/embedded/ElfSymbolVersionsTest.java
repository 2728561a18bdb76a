package mosaic.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On the library as Debian 13 ships it. */
class ElfSymbolVersionsTest {
  private static final String OLD = "glibc 2.36\n";
  private static final String NEW = "glibc 2.41\n";

  private static byte[] library = {};

  @BeforeAll
  static void readLibrary() throws IOException {
    library =
        Files.readAllBytes(
            PostgresInstallation.prepare(ServiceCache.standard(), true, line -> {})
                .root()
                .resolve("lib/postgresql/vector.debian"));
  }

  @Test
  void loadableOn_newEnoughLibrary_changesNothing() {
    assertThat(ElfSymbolVersions.loadableOn(NEW, library)).isSameAs(library);
    assertThat(ElfSymbolVersions.loadableOn("glibc 2.38", library)).isSameAs(library);
  }

  @Test
  void loadableOn_olderLibrary_changesThreeNumbersAndAsksForNothingNew() {
    byte[] before = library.clone();

    byte[] adapted = ElfSymbolVersions.loadableOn(OLD, library);

    assertThat(library).isEqualTo(before);
    assertThat(adapted).hasSameSizeAs(library);
    int differing = 0;
    for (int i = 0; i < adapted.length; i++) {
      differing += adapted[i] == library[i] ? 0 : 1;
    }
    // The symbol's name, the version's hash and the version's name: four bytes each at most.
    assertThat(differing).isBetween(3, 12);
    assertThat(ElfSymbolVersions.loadableOn(OLD, adapted)).isSameAs(adapted);
    assertThat(ElfSymbolVersions.loadableOn("glibc 2.14", adapted)).isSameAs(adapted);
  }

  @Test
  void loadableOn_otherSymbolOfThatVersion_isRefused() {
    byte[] other = replaced("__isoc23_strtol", "__isoc23_strtou");

    assertThatThrownBy(() -> ElfSymbolVersions.loadableOn(OLD, other))
        .isInstanceOf(EmbeddedServiceException.class)
        .hasMessageContaining("__isoc23_strtou@GLIBC_2.38")
        .hasMessageContaining("your own PostgreSQL");
  }

  @Test
  void loadableOn_knownSymbolOfOtherVersion_isRefused() {
    byte[] other = replaced("GLIBC_2.38", "GLIBC_2.39");

    assertThatThrownBy(() -> ElfSymbolVersions.loadableOn(OLD, other))
        .isInstanceOf(EmbeddedServiceException.class)
        .hasMessageContaining("GLIBC_2.39");
  }

  @Test
  void loadableOn_stillOlderLibrary_isRefused() {
    assertThatThrownBy(() -> ElfSymbolVersions.loadableOn("glibc 2.13", library))
        .isInstanceOf(EmbeddedServiceException.class)
        .hasMessageContaining("memcpy@GLIBC_2.14");
  }

  @Test
  void loadableOn_versionThatIsNoNumber_isRefused() {
    byte[] other = replaced("GLIBC_2.38", "GLIBC_ABIX");

    assertThatThrownBy(() -> ElfSymbolVersions.loadableOn(OLD, other))
        .isInstanceOf(EmbeddedServiceException.class)
        .hasMessageContaining("GLIBC_ABIX");
  }

  @Test
  void loadableOn_anotherCLibrary_isRefused() {
    for (String libc : new String[] {"", "musl 1.2", "glibc", "glibc x.y"}) {
      assertThatThrownBy(() -> ElfSymbolVersions.loadableOn(libc, library))
          .isInstanceOf(EmbeddedServiceException.class);
    }
  }

  @Test
  void loadableOn_notAnElfFileForAmd64_isRefused() {
    byte[] arm = library.clone();
    arm[18] = (byte) 183;
    byte[][] all = {{}, "#!/bin/sh\n".repeat(10).getBytes(StandardCharsets.UTF_8), arm};

    for (byte[] bytes : all) {
      assertThatThrownBy(() -> ElfSymbolVersions.loadableOn(OLD, bytes))
          .isInstanceOf(EmbeddedServiceException.class);
    }
  }

  @Test
  void loadableOn_cutShort_isRefused() {
    // The section headers are at the very end, so every shorter file has lost some.
    for (int length = 0; length < library.length; length += 1009) {
      byte[] part = Arrays.copyOf(library, length);

      assertThatThrownBy(() -> ElfSymbolVersions.loadableOn(OLD, part))
          .isInstanceOf(EmbeddedServiceException.class);
    }
  }

  @Test
  void loadableOn_randomDamage_succeedsOrIsRefusedAndNothingElse() {
    Random random = new Random(20261122);
    for (int round = 0; round < 3000; round++) {
      byte[] damaged = library.clone();
      for (int i = 0; i < 8; i++) {
        // Where the tables are: the header, the symbols and versions, the section headers.
        int at =
            switch (random.nextInt(3)) {
              case 0 -> random.nextInt(64);
              case 1 -> 0x9d8 + random.nextInt(0x4100);
              default -> library.length - 1 - random.nextInt(26 * 64);
            };
        damaged[at] = (byte) random.nextInt();
      }

      Throwable thrown = catchThrowable(() -> ElfSymbolVersions.loadableOn(OLD, damaged));

      if (thrown != null) {
        assertThat(thrown).isInstanceOf(EmbeddedServiceException.class);
      }
    }
  }

  private static byte[] replaced(String from, String to) {
    String text = new String(library, StandardCharsets.ISO_8859_1);
    assertThat(text.split(java.util.regex.Pattern.quote(from), -1)).hasSize(2);
    return text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
  }
}
