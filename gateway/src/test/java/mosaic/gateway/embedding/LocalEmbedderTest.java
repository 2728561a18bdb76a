package mosaic.gateway.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalEmbedderTest {
  private static final LocalEmbedder EMBEDDER = new LocalEmbedder(384);

  /** One sentence a subject, in seven languages and four scripts. */
  private static final List<String> TEXTS =
      List.of(
          "PostgreSQL is an advanced object-relational database management system",
          "A problem detail carries machine-readable details of errors in HTTP response content",
          "The licenses for most software are designed to take away your freedom to share it",
          "Der Nachtzug nach Wien fährt um 21:40 Uhr von Gleis neun",
          "La sauvegarde de la base de données se fait chaque nuit à deux heures",
          "Резервное копирование базы данных выполняется каждую ночь",
          "会議は東京駅の近くで月曜日の朝に始まります",
          "การประชุมเริ่มตอนเช้าวันจันทร์");

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "relational databases, 0",
    "http problem details for errors, 1",
    "freedom to share software, 2",
    "nachtzüge nach wien, 3",
    "sauvegardes des bases de donnees, 4",
    "копия базы данных, 5",
    "東京 会議, 6",
    "วันจันทร์, 7",
    "postgress managment, 0"
  })
  void vector_textsInManyLanguages_theOneThatSharesWordsIsNearest(String query, int expected) {
    float[] asked = EMBEDDER.vector(query);

    String nearest =
        TEXTS.stream()
            .max(Comparator.comparingDouble(text -> cosine(asked, EMBEDDER.vector(text))))
            .orElseThrow();

    assertThat(nearest).isEqualTo(TEXTS.get(expected));
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource({"Café, CAFE\u0301", "ﬁle, file", "Ｔｏｋｙｏ, tokyo", "STRASSE, straße", "ΣΟΦΟΣ, σοφος"})
  void vector_sameTextWrittenOtherwise_isTheSame(String one, String other) {
    assertThat(EMBEDDER.vector(one)).isEqualTo(EMBEDDER.vector(other));
  }

  /** The vectors in a database are compared with those of another day, JVM and machine. */
  @Test
  void vector_ofKnownTexts_isWhatItAlwaysWas() throws Exception {
    assertThat(digest())
        .isEqualTo("d60dd5009858755f5c77fdbc83d00e3749c79b1934cf68664e5e40e37c7053ff");
  }

  @Test
  void vector_otherLocaleAndTimeZone_isTheSame() throws Exception {
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    String before = digest();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr"));
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));

      assertThat(digest()).isEqualTo(before);
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }

  @ParameterizedTest(name = "[{0}]")
  @ValueSource(strings = {" ", "!!!", "\n\t", "-", "😀", "\u200b", "\ud800"})
  void vector_textWithoutWords_isAVectorStill(String text) {
    assertThat(length(EMBEDDER.vector(text))).isCloseTo(1, within(1e-6));
  }

  @Property
  void vector_anyText_hasLengthOne(@ForAll @StringLength(min = 1, max = 200) String text) {
    float[] vector = EMBEDDER.vector(text);

    assertThat(vector).hasSize(384);
    assertThat(length(vector)).isCloseTo(1, within(1e-5));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 2000})
  void vector_anyDimension_hasThatLength(int dimension) {
    float[] vector = new LocalEmbedder(dimension).vector("one two three");

    assertThat(vector).hasSize(dimension);
    assertThat(length(vector)).isCloseTo(1, within(1e-6));
  }

  @Test
  void vector_textBeyondTheLimit_countsNoMore() {
    String long1 = "word ".repeat(1600);

    assertThat(EMBEDDER.vector(long1 + "tail")).isEqualTo(EMBEDDER.vector(long1));
    assertThat(Embedder.beginning("x".repeat(7999) + "😀")).isEqualTo("x".repeat(7999));
  }

  @Test
  void embed_severalTexts_keepsTheirOrder() {
    List<float[]> vectors = EMBEDDER.embed(TEXTS).await().indefinitely();

    assertThat(vectors).hasSize(TEXTS.size());
    for (int i = 0; i < TEXTS.size(); i++) {
      assertThat(vectors.get(i)).isEqualTo(EMBEDDER.vector(TEXTS.get(i)));
    }
  }

  private static String digest() throws NoSuchAlgorithmException {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    for (String text : TEXTS) {
      for (float number : EMBEDDER.vector(text)) {
        sha256.update(ByteBuffer.allocate(Float.BYTES).putFloat(number).array());
      }
      sha256.update(text.getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  private static double cosine(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += one[i] * (double) other[i];
    }
    return sum;
  }

  private static double length(float[] vector) {
    return Math.sqrt(cosine(vector, vector));
  }
}
