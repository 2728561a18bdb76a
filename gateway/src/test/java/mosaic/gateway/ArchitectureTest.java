package mosaic.gateway;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.metaAnnotatedWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.quarkus.security.Authenticated;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.HttpMethod;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** The directions that dependencies take, and what every endpoint must have (STYLE, "Shape"). */
class ArchitectureTest {
  private static final JavaClasses GATEWAY =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("mosaic.gateway");

  @Test
  void features_dependOnEachOther_withoutCycles() {
    check(slices().matching("mosaic.gateway.(*)..").should().beFreeOfCycles());
  }

  @Test
  void sql_isSpoken_onlyInStores() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages("..store..", "..database..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..sqlclient..", "io.vertx..pgclient.."));
  }

  @Test
  void web_isUsed_onlyByWeb() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("..web..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("mosaic.gateway..web..")));
  }

  @Test
  void stores_knowNothing_ofTheWire() {
    check(
        noClasses()
            .that()
            .resideInAPackage("..store..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "mosaic.gateway..web..", "mosaic.gateway.wire..", "jakarta.ws.rs.."));
  }

  @Test
  void endpoints_declareWhoMayCall_each() {
    check(
        methods()
            .that(metaAnnotatedWith(HttpMethod.class))
            .should()
            .beAnnotatedWith(RolesAllowed.class)
            .orShould()
            .beAnnotatedWith(Authenticated.class)
            .orShould()
            .beAnnotatedWith(PermitAll.class)
            .orShould()
            .beAnnotatedWith(DenyAll.class)
            // What only narrows may stand on the class; what opens may not.
            .orShould()
            .beDeclaredInClassesThat(annotatedWith(Authenticated.class))
            .orShould()
            .beDeclaredInClassesThat(annotatedWith(RolesAllowed.class)));
  }

  /** The framework passes over endpoints that are not, without a word. */
  @Test
  void endpoints_arePublic_each() {
    check(methods().that(metaAnnotatedWith(HttpMethod.class)).should().bePublic());
  }

  @Test
  void scope_dependsOn_theJdkOnly() {
    check(
        classes()
            .that()
            .resideInAPackage("mosaic.gateway.scope..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("mosaic.gateway.scope..", "java..", "org.jspecify.annotations.."));
  }

  @Test
  void logging_isThatOfTheFramework_everywhere() {
    check(
        noClasses()
            .that()
            // Quiets Flyway, which logs so before the framework is up.
            .doNotHaveFullyQualifiedName("mosaic.gateway.instance.check.Migrations")
            .and()
            // Silences everything: what is to be said is in its report.
            .doNotHaveFullyQualifiedName("mosaic.gateway.doctor.Doctor")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.logging.."));
  }

  @Test
  void injection_happens_throughConstructors() {
    check(noFields().should().beAnnotatedWith(Inject.class));
    check(noFields().should().beAnnotatedWith(ConfigProperty.class));
  }

  private static void check(ArchRule rule) {
    rule.check(GATEWAY);
  }
}
