package mosaic.embedded;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a shared library of a newer Debian load on an older glibc.
 *
 * <p>A library built on glibc 2.38 or newer asks for {@code __isoc23_strtol} in version {@code
 * GLIBC_2.38} wherever its source says {@code strtol}: the C23 function, which differs only in that
 * it reads {@code 0b101} in bases 0 and 2. pgvector reads decimal numbers. So the one import may be
 * turned into the old {@code strtol}, and then the library needs nothing newer than it says
 * elsewhere. Any other import that this machine's glibc is too old for is refused: what it does
 * differently is not known here.
 *
 * <p>Where it stands in the file (ELF, 64 bit, little-endian): {@code .dynsym} is the table of
 * symbols, each with the offset of its name in a string table; {@code .gnu.version} has, at the
 * same place, the number of the symbol's version; {@code .gnu.version_r} lists the versions needed,
 * each with its number, its name and the name's hash. The loader checks that list first, then looks
 * each symbol up. Two changes in place do it: the symbol's name moves on past its prefix, and the
 * list's entry for the new version becomes one for {@code GLIBC_2.2.5}, which has had {@code
 * strtol} since amd64 exists. Nothing changes its size or place.
 */
final class ElfSymbolVersions {
  private static final String PREFIX = "__isoc23_";
  private static final String KNOWN_SYMBOL = PREFIX + "strtol";
  private static final String KNOWN_VERSION = "GLIBC_2.38";
  private static final String BASE_VERSION = "GLIBC_2.2.5";
  private static final Pattern NUMBERED = Pattern.compile("(?:GLIBC_|glibc )(\\d+(?:\\.\\d+)+)");

  private static final int MAGIC = 0x464c457f;
  private static final int CLASS_64_LITTLE_ENDIAN = 0x0102;
  private static final int MACHINE_AMD64 = 62;
  private static final int SECTION_DYNSYM = 11;
  private static final int SECTION_VERSYM = 0x6fffffff;
  private static final int SECTION_VERNEED = 0x6ffffffe;
  private static final int SECTION_HEADER = 64;
  private static final int SYMBOL = 24;
  private static final int VERSION_NUMBER_MASK = 0x7fff;

  /** Far more than any library has; pgvector's has four. */
  private static final int MOST_NEEDS = 1000;

  private final ByteBuffer elf;

  private ElfSymbolVersions(byte[] image) {
    elf = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A version the library needs: where its entry is, of which library, and its number. */
  private record Need(int offset, int library, String version, int number) {}

  /** A section: where its bytes are, how many, the section it refers to and its extra number. */
  private record Section(int offset, int size, int link, int info) {}

  /**
   * The library as it has to be to load on {@code glibc} (as {@code getconf GNU_LIBC_VERSION} says
   * it: "glibc 2.36"): the same array if it loads as it is, a changed copy otherwise.
   */
  static byte[] loadableOn(String glibc, byte[] library) {
    int[] available = numbers(glibc);
    byte[] copy = library.clone();
    try {
      return new ElfSymbolVersions(copy).adapt(available) ? copy : library;
    } catch (IndexOutOfBoundsException | ArithmeticException e) {
      throw refused("it is damaged or not what was expected (" + e.getMessage() + ")");
    }
  }

  private boolean adapt(int[] available) {
    if (elf.getInt(0) != MAGIC
        || elf.getShort(4) != CLASS_64_LITTLE_ENDIAN
        || elf.getShort(18) != MACHINE_AMD64) {
      throw refused("it is not an ELF file for amd64");
    }
    // The linker puts the table of sections last, so a file cut short is found out here.
    Objects.checkIndex(sectionHeader(sectionCount()) - 1, elf.limit());
    Section needs = section(SECTION_VERNEED);
    List<Need> all = needs(needs);
    List<Need> tooNew =
        all.stream().filter(need -> Arrays.compare(numbers(need.version), available) > 0).toList();
    if (tooNew.isEmpty()) {
      return false;
    }
    Section symbols = section(SECTION_DYNSYM);
    Section versions = section(SECTION_VERSYM);
    int names = sectionAt(symbols.link).offset;
    for (int i = 0; i < symbols.size / SYMBOL; i++) {
      int number = elf.getShort(versions.offset + 2 * i) & VERSION_NUMBER_MASK;
      int symbol = symbols.offset + SYMBOL * i;
      for (Need need : tooNew) {
        if (need.number == number) {
          String name = string(names + elf.getInt(symbol));
          if (!name.equals(KNOWN_SYMBOL) || !need.version.equals(KNOWN_VERSION)) {
            throw refused("it needs " + name + "@" + need.version);
          }
          elf.putInt(symbol, elf.getInt(symbol) + PREFIX.length());
        }
      }
    }
    for (Need need : tooNew) {
      if (!need.version.equals(KNOWN_VERSION)) {
        throw refused("it needs " + need.version);
      }
      Need base =
          all.stream()
              .filter(n -> n.library == need.library && n.version.equals(BASE_VERSION))
              .findFirst()
              .orElseThrow(() -> refused("it does not use " + BASE_VERSION));
      elf.putInt(need.offset, elf.getInt(base.offset)); // hash of the version's name
      elf.putInt(need.offset + 8, elf.getInt(base.offset + 8)); // offset of the version's name
    }
    return true;
  }

  /** The needed versions: per library a header, then a chain of entries. */
  private List<Need> needs(Section section) {
    List<Need> all = new ArrayList<>();
    int names = sectionAt(section.link).offset;
    int header = section.offset;
    for (int library = 0; library < section.info; library++) {
      int entry = header + elf.getInt(header + 8);
      for (int i = 0; i < (elf.getShort(header + 2) & 0xffff); i++) {
        if (all.size() == MOST_NEEDS) {
          throw refused("it is damaged: its list of needed versions does not end");
        }
        String version = string(names + elf.getInt(entry + 8));
        all.add(new Need(entry, library, version, elf.getShort(entry + 6) & VERSION_NUMBER_MASK));
        entry += elf.getInt(entry + 12);
      }
      int next = elf.getInt(header + 12);
      if (next == 0) {
        break;
      }
      header += next;
    }
    return all;
  }

  private Section section(int type) {
    for (int i = 0; i < sectionCount(); i++) {
      if (elf.getInt(sectionHeader(i) + 4) == type) {
        return sectionAt(i);
      }
    }
    throw refused("it has no section of type 0x" + Integer.toHexString(type));
  }

  private Section sectionAt(int index) {
    int header = sectionHeader(index);
    return new Section(
        Math.toIntExact(elf.getLong(header + 24)),
        Math.toIntExact(elf.getLong(header + 32)),
        elf.getInt(header + 40),
        elf.getInt(header + 44));
  }

  private int sectionCount() {
    return elf.getShort(60) & 0xffff;
  }

  private int sectionHeader(int index) {
    return Math.addExact(
        Math.toIntExact(elf.getLong(40)), Math.multiplyExact(SECTION_HEADER, index));
  }

  private String string(int offset) {
    int end = offset;
    while (elf.get(end) != 0) {
      end++;
    }
    return new String(elf.array(), offset, end - offset, StandardCharsets.US_ASCII);
  }

  /** "GLIBC_2.2.5" as 2, 2, 5. */
  private static int[] numbers(String version) {
    Matcher matcher = NUMBERED.matcher(version.strip());
    if (!matcher.matches()) {
      throw refused("it, or this machine, has the C library \"" + version.strip() + "\"");
    }
    return Arrays.stream(matcher.group(1).split("\\.")).mapToInt(Integer::parseInt).toArray();
  }

  private static EmbeddedServiceException refused(String why) {
    return new EmbeddedServiceException(
        "The library vector.so of pgvector cannot be made to load on this machine: " + why + ".",
        "Use a Debian 13 or newer, or set mosaic.database.* to your own PostgreSQL with pgvector.");
  }
}
