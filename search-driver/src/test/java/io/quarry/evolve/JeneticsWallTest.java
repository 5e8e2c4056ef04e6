package io.quarry.evolve;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Jenetics stays behind the walls of this package. */
class JeneticsWallTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter().importPath(Path.of("target", "classes"));

  @Test
  void noOtherPackageUsesJenetics() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.quarry.evolve")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.jenetics..")
        .check(CLASSES);
  }

  @Test
  void noPublicSignatureShowsJenetics() {
    DescribedPredicate<JavaClass> jenetics = JavaClass.Predicates.resideInAPackage("io.jenetics..");
    methods()
        .that()
        .arePublic()
        .and()
        .areDeclaredInClassesThat()
        .arePublic()
        .should()
        .notHaveRawReturnType(jenetics)
        .andShould()
        .notHaveRawParameterTypes(
            DescribedPredicate.describe("of Jenetics", types -> types.stream().anyMatch(jenetics)))
        .check(CLASSES);
  }
}
