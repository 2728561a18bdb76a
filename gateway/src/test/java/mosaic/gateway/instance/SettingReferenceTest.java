package mosaic.gateway.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mosaic.gateway.instance.SettingCatalogue.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** CONFIGURATION.md and the published JSON Schema say what the code does, setting by setting. */
class SettingReferenceTest {
  private static final Path TABLE = Path.of("../docs/federation/CONFIGURATION.md");
  private static final Path SCHEMA = Path.of("../docs/federation/mosaic.config.schema.json");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Digits and a unit, as in 2s, 15m, 30d, 100ms; or ISO 8601. */
  private static final String DURATION = "^([0-9]+(ms|s|m|h|d)?|PT?[0-9A-Z.]+)$";

  @TempDir private Path directory;

  @Test
  void table_everySetting_isThereAsItIs() throws IOException {
    assertThat(rows().stream().map(row -> row.subList(0, 5)))
        .containsExactlyElementsOf(
            SettingCatalogue.all().stream().map(SettingReferenceTest::row).toList());
    assertThat(rows()).allSatisfy(row -> assertThat(row.get(5)).isNotBlank());
  }

  @Test
  void schema_everySetting_isThereAsItIs() throws IOException {
    JsonNode published = JSON.readTree(SCHEMA.toFile());
    ObjectNode expected = schema();

    assertThat(published)
        .as("what %s has to be:%n%s", SCHEMA.getFileName(), expected.toPrettyString())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void schemaAndGateway_leastDocumentOfATier_bothTakeIt(Tier tier) throws IOException {
    ObjectNode document = document(tier);

    assertThat(complaints(document)).isEmpty();
    assertThat(read(document).tier()).isEqualTo(tier);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("badDocuments")
  void schemaAndGateway_badDocument_bothRefuseIt(Tier tier, String what, Consumer<ObjectNode> spoil)
      throws IOException {
    ObjectNode document = document(tier);
    spoil.accept(document);

    assertThat(complaints(document)).as("the schema").isNotEmpty();
    assertThatThrownBy(() -> read(document)).as("the gateway").isInstanceOf(StartRefused.class);
  }

  static Stream<Arguments> badDocuments() {
    Stream<Arguments> missing =
        Arrays.stream(Tier.values())
            .flatMap(
                tier ->
                    settings(tier, Setting::isRequired)
                        .map(s -> bad(tier, "without " + s.key(), d -> remove(d, s.key()))));
    Stream<Arguments> unused =
        Arrays.stream(Tier.values())
            .flatMap(
                tier ->
                    SettingCatalogue.all().stream()
                        .filter(s -> !s.tiers().contains(tier))
                        .map(s -> bad(tier, "with " + s.key(), d -> put(d, s, example(s)))));
    Stream<Arguments> outOfRange =
        settings(Tier.FEDERATED, s -> s.range() != null && isNumber(s))
            .map(s -> bad(Tier.FEDERATED, s.key() + " above its range", d -> put(d, s, "70000")));
    return Stream.of(
            missing,
            unused,
            outOfRange,
            Stream.of(
                bad(Tier.LOCAL, "unknown key", d -> d.put("colour", "red")),
                bad(Tier.FEDERATED, "unknown key", d -> d.withObject("/api").put("hots", "x")),
                bad(Tier.LOCAL, "unknown tier", d -> d.put("tier", "galactic")),
                bad(Tier.LOCAL, "other version", d -> d.put("version", 1)),
                bad(Tier.LOCAL, "port as words", d -> d.withObject("/api").put("port", "none")),
                bad(
                    Tier.FEDERATED,
                    "a switch as another word",
                    d -> d.withObject("/federation").put("two_person_approval", "yess"))))
        .flatMap(Function.identity());
  }

  private static Arguments bad(Tier tier, String what, Consumer<ObjectNode> spoil) {
    return Arguments.of(tier, what, spoil);
  }

  @Test
  void read_durationOutsideItsRange_isRefused() throws IOException {
    for (Setting setting :
        settings(Tier.FEDERATED, s -> s.accessor().getReturnType() == Duration.class).toList()) {
      for (String value : List.of("PT0.0001S", "4000d")) {
        ObjectNode document = document(Tier.FEDERATED);
        put(document, setting, value);

        assertThatThrownBy(() -> read(document))
            .isInstanceOfSatisfying(
                StartRefused.class,
                refused ->
                    assertThat(refused.problems())
                        .extracting(StartRefused.StartProblem::cause)
                        .containsExactly("setting %s: is out of range".formatted(setting.key())));
      }
    }
  }

  @Test
  void read_settingOfAnotherTier_saysWhichTiersUseIt() throws IOException {
    ObjectNode document = document(Tier.LOCAL);
    document.withObject("/database").put("host", "db.example");
    document.withObject("/federation").put("port", 8444);

    assertThatThrownBy(() -> read(document))
        .isInstanceOfSatisfying(
            StartRefused.class,
            refused ->
                assertThat(refused.problems())
                    .extracting(problem -> problem.cause() + "; " + problem.remedy())
                    .containsExactlyInAnyOrder(
                        "setting database.host: is of no use in tier local; leave it out, or use"
                            + " tier standalone or federated",
                        "setting federation.port: is of no use in tier local; leave it out, or use"
                            + " tier federated"));
  }

  // The table

  private static List<String> row(Setting setting) {
    String tiers =
        setting.tiers().equals(EnumSet.allOf(Tier.class))
            ? "all"
            : setting.tiers().stream().map(Tier::configName).collect(Collectors.joining(", "));
    String byDefault =
        setting.isRequired()
            ? "required"
            : setting.byDefault() == null ? "none" : "`" + setting.byDefault() + "`";
    Range range = setting.range();
    return List.of(
        "`" + setting.key() + "`",
        "`" + setting.environmentName() + "`",
        tiers,
        byDefault,
        range == null
            ? ""
            : range.least().equals(range.most())
                ? range.least()
                : range.least() + "…" + range.most());
  }

  private static List<List<String>> rows() throws IOException {
    return Files.readAllLines(TABLE).stream()
        .filter(line -> line.startsWith("| `"))
        .map(line -> Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
        .map(cells -> cells.subList(1, 7))
        .toList();
  }

  // The schema

  private static ObjectNode schema() throws IOException {
    Map<String, String> meanings =
        rows().stream()
            .collect(
                Collectors.toMap(
                    row -> row.getFirst().replace("`", ""), row -> row.get(5).replace("`", "")));
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("$id", "urn:mosaic:config:2");
    root.put("title", "mosaic.config.json, version 2");
    root.put(
        "description",
        "A configuration that leaves nothing to the environment and the command line.");
    object(root);
    for (Setting setting : SettingCatalogue.all()) {
      ObjectNode group = group(root, setting.key());
      ObjectNode property = group.withObject("/properties").putObject(lastOf(setting.key()));
      property.put("description", meanings.get(setting.key()));
      describe(property, setting);
    }
    for (Tier tier : Tier.values()) {
      ObjectNode rule = root.withArray("/allOf").addObject();
      rule.putObject("if")
          .putObject("properties")
          .putObject("tier")
          .put("const", tier.configName());
      ObjectNode then = rule.putObject("then");
      settings(tier, Setting::isRequired).forEach(setting -> require(then, setting.key()));
      SettingCatalogue.all().stream()
          .filter(setting -> !setting.tiers().contains(tier))
          .forEach(
              setting ->
                  group(then, setting.key())
                      .withObject("/properties")
                      .put(lastOf(setting.key()), false));
    }
    return root;
  }

  private static void describe(ObjectNode property, Setting setting) {
    Range range = setting.range();
    if (setting.key().equals("tier")) {
      property.put("type", "string");
      Arrays.stream(Tier.values())
          .forEach(tier -> property.withArray("/enum").add(tier.configName()));
    } else if (isNumber(setting)) {
      property.put("type", "integer");
      if (range != null) {
        property.put("minimum", Integer.parseInt(range.least()));
        property.put("maximum", Integer.parseInt(range.most()));
      }
    } else if (isSwitch(setting)) {
      property.put("type", "boolean");
    } else if (setting.accessor().getReturnType() == Duration.class) {
      property.put("type", "string").put("pattern", DURATION);
    } else {
      property.put("type", "string");
    }
    if (setting.byDefault() != null) {
      if (isNumber(setting)) {
        property.put("default", Integer.parseInt(setting.byDefault()));
      } else if (isSwitch(setting)) {
        property.put("default", Boolean.parseBoolean(setting.byDefault()));
      } else {
        property.put("default", setting.byDefault());
      }
    }
  }

  private static ObjectNode object(ObjectNode schema) {
    return schema.put("type", "object").put("additionalProperties", false);
  }

  /** The schema of the object that a key is in; made where it is missing. */
  private static ObjectNode group(ObjectNode root, String key) {
    ObjectNode group = root;
    String[] steps = key.split("\\.", -1);
    for (String step : Arrays.copyOf(steps, steps.length - 1)) {
      ObjectNode properties = group.withObject("/properties");
      ObjectNode inner =
          properties.has(step) ? (ObjectNode) properties.get(step) : properties.putObject(step);
      if (root.has("$schema") && !inner.has("type")) {
        object(inner);
      }
      group = inner;
    }
    return group;
  }

  private static void require(ObjectNode then, String key) {
    ObjectNode group = then;
    for (String step : key.split("\\.", -1)) {
      boolean told = false;
      for (JsonNode required : group.withArray("/required")) {
        told |= required.asText().equals(step);
      }
      if (!told) {
        group.withArray("/required").add(step);
      }
      if (!key.endsWith(step)) {
        group = group.withObject("/properties").withObject("/" + step);
      }
    }
  }

  // Documents

  /** With what the tier requires and nothing else. */
  private static ObjectNode document(Tier tier) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    settings(tier, Setting::isRequired).forEach(s -> put(document, s, example(s)));
    return document.put("tier", tier.configName());
  }

  private static String example(Setting setting) {
    return setting.byDefault() == null
        ? setting.key().contains("password") ? "file:secret" : "example"
        : setting.byDefault();
  }

  private static void put(ObjectNode document, Setting setting, String value) {
    String pointer = "/" + setting.key().replace('.', '/');
    int last = pointer.lastIndexOf('/');
    ObjectNode group = last == 0 ? document : document.withObject(pointer.substring(0, last));
    if (isNumber(setting)) {
      group.put(lastOf(setting.key()), Integer.parseInt(value));
    } else if (isSwitch(setting)) {
      group.put(lastOf(setting.key()), Boolean.parseBoolean(value));
    } else {
      group.put(lastOf(setting.key()), value);
    }
  }

  private static void remove(ObjectNode document, String key) {
    int last = key.lastIndexOf('.');
    ObjectNode group =
        last < 0 ? document : document.withObject("/" + key.substring(0, last).replace('.', '/'));
    group.remove(lastOf(key));
  }

  private Settings read(ObjectNode document) throws IOException {
    return Settings.ofFile(
        Files.writeString(directory.resolve("mosaic.config.json"), document.toString()));
  }

  private static Set<String> complaints(ObjectNode document) throws IOException {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(JSON.readTree(SCHEMA.toFile()));
    return schema.validate(document).stream()
        .map(Object::toString)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<Setting> settings(
      Tier tier, java.util.function.Predicate<Setting> condition) {
    return SettingCatalogue.all().stream()
        .filter(setting -> setting.tiers().contains(tier))
        .filter(condition);
  }

  private static boolean isNumber(Setting setting) {
    return setting.accessor().getReturnType() == int.class;
  }

  private static boolean isSwitch(Setting setting) {
    return setting.accessor().getReturnType() == boolean.class;
  }

  private static String lastOf(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }
}
