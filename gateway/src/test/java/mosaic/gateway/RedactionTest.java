package mosaic.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.reflect.RecordComponent;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Records that hold a secret do not print it (R-1302): the words that Java makes would. */
class RedactionTest {
  private static final Set<Class<?>> BY_NAME =
      Set.of(String.class, byte[].class, char[].class, CharSequence.class);
  private static final Set<Class<?>> ALWAYS = Set.of(PrivateKey.class, KeyPair.class);
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i).*(secret|password|privatekey|sealed|verifier|apikey|signincode).*|.*[tT]oken|pin");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("mosaic.gateway", "mosaic.ca");

  /** What the rule is to find, should it be in the product. */
  private record Careless(String password) {}

  private record Careful(String password) {
    @Override
    public String toString() {
      return "Careful[redacted]";
    }
  }

  @Test
  void records_withSecrets_haveWordsOfTheirOwn() throws Exception {
    List<String> careless = new ArrayList<>();
    int looked = 0;
    for (JavaClass one : CLASSES) {
      if (one.isRecord() && holdsSecret(one.reflect())) {
        looked++;
        if (printsEverything(one.reflect())) {
          careless.add(one.getName());
        }
      }
    }

    assertThat(careless).isEmpty();
    assertThat(looked).as("records that hold a secret").isGreaterThan(15);
    assertThat(holdsSecret(Careless.class) && printsEverything(Careless.class)).isTrue();
    assertThat(holdsSecret(Careful.class) && printsEverything(Careful.class)).isFalse();
  }

  private static boolean holdsSecret(Class<?> type) {
    return Arrays.stream(type.getRecordComponents()).anyMatch(RedactionTest::isSecret);
  }

  private static boolean isSecret(RecordComponent component) {
    return ALWAYS.contains(component.getType())
        || (BY_NAME.contains(component.getType()) && SECRET.matcher(component.getName()).matches());
  }

  /** The compiler's own {@code toString} is one call to {@code ObjectMethods}. */
  private static boolean printsEverything(Class<?> type) throws IOException {
    String file = "/" + type.getName().replace('.', '/') + ".class";
    try (InputStream bytes = RedactionTest.class.getResourceAsStream(file)) {
      ClassModel model = ClassFile.of().parse(bytes.readAllBytes());
      return model.methods().stream()
          .filter(method -> method.methodName().equalsString("toString"))
          .flatMap(method -> method.code().stream())
          .flatMap(code -> code.elementStream())
          .filter(InvokeDynamicInstruction.class::isInstance)
          .map(InvokeDynamicInstruction.class::cast)
          .anyMatch(
              call ->
                  call.bootstrapMethod()
                      .owner()
                      .equals(ClassDesc.of("java.lang.runtime.ObjectMethods")));
    }
  }
}
