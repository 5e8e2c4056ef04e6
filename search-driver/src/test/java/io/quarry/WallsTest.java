package io.quarry;

import static com.tngtech.archunit.base.DescribedPredicate.allElements;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.core.domain.properties.HasModifiers.Predicates.modifier;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.quarry.search.SparkEngine;
import java.util.stream.Stream;

/** Which code may know what: see the conventions in CONTRIBUTING.md. */
@AnalyzeClasses(packages = "io.quarry", importOptions = DoNotIncludeTests.class)
class WallsTest {
  private static final String[] CORE = {
    "io.quarry.objective",
    "io.quarry.outcome",
    "io.quarry.pareto",
    "io.quarry.problem",
    "io.quarry.seed",
    "io.quarry.space"
  };

  private static final String[] SUPERNET = {
    "io.quarry.arch",
    "io.quarry.data",
    "io.quarry.distill",
    "io.quarry.format",
    "io.quarry.kernel",
    "io.quarry.latency",
    "io.quarry.net",
    "io.quarry.onnx",
    "io.quarry.quantize",
    "io.quarry.score",
    "io.quarry.train"
  };

  private static final String[] PREDICTORS = {"io.quarry.predict", "io.quarry.predict.latency"};

  private static final String[] DRIVER = {
    "io.quarry",
    "io.quarry.api",
    "io.quarry.cli",
    "io.quarry.config",
    "io.quarry.doctor",
    "io.quarry.evaluate",
    "io.quarry.evolve",
    "io.quarry.fliqs",
    "io.quarry.hyperspace",
    "io.quarry.page",
    "io.quarry.profile",
    "io.quarry.query",
    "io.quarry.replay",
    "io.quarry.report",
    "io.quarry.search",
    "io.quarry.store",
    "io.quarry.table",
    "io.quarry.tactic"
  };

  private static final DescribedPredicate<JavaClass> SPOKEN =
      resideInAnyPackage("java..", "org.apache.spark.sql", "io.quarry.api").as("a type of the API");

  @ArchTest
  static final ArchRule everyPackageHasItsPlace =
      classes().should().resideInAnyPackage(concat(CORE, SUPERNET, PREDICTORS, DRIVER));

  @ArchTest
  static final ArchRule coreKnowsTheJdkAlone =
      classes()
          .that()
          .resideInAnyPackage(CORE)
          .should()
          .onlyDependOnClassesThat(resideInAnyPackage("java..").or(resideInAnyPackage(CORE)));

  @ArchTest
  static final ArchRule theSupernetKnowsNothingOfTheDriver =
      noClasses()
          .that()
          .resideInAnyPackage(SUPERNET)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(DRIVER);

  @ArchTest
  static final ArchRule predictorsKnowNeitherTheSupernetNorTheDriver =
      noClasses()
          .that()
          .resideInAnyPackage(PREDICTORS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(concat(SUPERNET, DRIVER));

  @ArchTest static final ArchRule jenetics = only("io.quarry.evolve").mayKnow("io.jenetics..");

  @ArchTest static final ArchRule parquet = only("io.quarry.store").mayKnow("org.apache.parquet..");

  @ArchTest
  static final ArchRule hadoop =
      only("io.quarry.store", "io.quarry.api", "io.quarry")
          .orTheEngine()
          .mayKnow("org.apache.hadoop..");

  @ArchTest
  static final ArchRule spark =
      only("io.quarry.evaluate", "io.quarry.api", "io.quarry")
          .orTheEngine()
          .mayKnow("org.apache.spark..");

  /** One jar for Scala 2.12 and 2.13, for Java and notebooks. */
  @ArchTest
  static final ArchRule theApiSpeaksOfSparkAndTheJdkAlone =
      methods()
          .that()
          .areDeclaredInClassesThat(resideInAPackage("io.quarry.api").and(modifier(PUBLIC)))
          .and()
          .arePublic()
          .should()
          .haveRawReturnType(SPOKEN)
          .andShould()
          .haveRawParameterTypes(allElements(SPOKEN));

  @ArchTest
  static final ArchRule nativeArrays =
      only(SUPERNET).mayKnow("org.nd4j..", "org.bytedeco.javacpp..");

  @ArchTest
  static final ArchRule linearAlgebraAndSupportVectors =
      only(PREDICTORS).mayKnow("org.ejml..", "libsvm..");

  /** Spark's class path has it, in a version that is Spark's choice. */
  @ArchTest
  static final ArchRule commonsMath =
      noClasses().should().dependOnClassesThat().resideInAnyPackage("org.apache.commons.math3..");

  @ArchTest static final ArchRule oneDnn = only("io.quarry.net").mayKnow("org.bytedeco.dnnl..");

  @ArchTest static final ArchRule onnxRuntime = only("io.quarry.onnx").mayKnow("ai.onnxruntime..");

  @ArchTest
  static final ArchRule onnxGraphs =
      only("io.quarry.onnx").mayKnow("ai.onnx.proto..", "org.tribuo..", "com.google.protobuf..");

  @ArchTest static final ArchRule hocon = only("io.quarry.config").mayKnow("com.typesafe.config..");

  @ArchTest
  static final ArchRule commandLine =
      only("io.quarry.cli").mayKnow("picocli..", "me.tongfei.progressbar..");

  @ArchTest
  static final ArchRule tables =
      only(
              "io.quarry.report",
              "io.quarry.query",
              "io.quarry.hyperspace",
              "io.quarry.replay",
              "io.quarry.doctor")
          .mayKnow("com.github.freva..");

  @ArchTest
  static final ArchRule commaSeparatedValues =
      only(
              "io.quarry.table",
              "io.quarry.query",
              "io.quarry.page",
              "io.quarry.hyperspace",
              "io.quarry.replay",
              "io.quarry.score")
          .mayKnow("org.apache.commons.csv..");

  @ArchTest static final ArchRule plots = only("io.quarry.replay").mayKnow("org.knowm..");

  @ArchTest
  static final ArchRule dataFlowsOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("evolve")
          .definedBy("io.quarry.evolve")
          .layer("tactic")
          .definedBy("io.quarry.tactic")
          .layer("config")
          .definedBy("io.quarry.config")
          .layer("doctor")
          .definedBy("io.quarry.doctor")
          .layer("evaluate")
          .definedBy("io.quarry.evaluate")
          .layer("store")
          .definedBy("io.quarry.store")
          .layer("report")
          .definedBy("io.quarry.report")
          .layer("query")
          .definedBy("io.quarry.query")
          .layer("page")
          .definedBy("io.quarry.page")
          .layer("profile")
          .definedBy("io.quarry.profile")
          .layer("search")
          .definedBy("io.quarry.search")
          .layer("table")
          .definedBy("io.quarry.table")
          .layer("replay")
          .definedBy("io.quarry.replay")
          .layer("hyperspace")
          .definedBy("io.quarry.hyperspace")
          .layer("cli")
          .definedBy("io.quarry.cli")
          .layer("api")
          .definedBy("io.quarry.api")
          .layer("program")
          .definedBy("io.quarry")
          .whereLayer("program")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("api")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("cli")
          .mayOnlyBeAccessedByLayers("program")
          .whereLayer("replay")
          .mayOnlyBeAccessedByLayers("cli", "program")
          .whereLayer("hyperspace")
          .mayOnlyBeAccessedByLayers("cli", "program")
          .whereLayer("table")
          .mayOnlyBeAccessedByLayers("hyperspace", "replay", "cli", "program")
          .whereLayer("search")
          .mayOnlyBeAccessedByLayers("hyperspace", "replay", "cli", "api", "program")
          .whereLayer("query")
          .mayOnlyBeAccessedByLayers("cli", "program")
          .whereLayer("page")
          .mayOnlyBeAccessedByLayers("query", "search", "cli", "program")
          .whereLayer("report")
          .mayOnlyBeAccessedByLayers("query", "page", "search", "cli", "api", "program")
          .whereLayer("profile")
          .mayOnlyBeAccessedByLayers("evaluate", "search", "cli", "program")
          .whereLayer("doctor")
          .mayOnlyBeAccessedByLayers("search", "cli", "program")
          .whereLayer("store")
          .mayOnlyBeAccessedByLayers(
              "doctor", "report", "query", "page", "search", "api", "program")
          .whereLayer("evaluate")
          .mayOnlyBeAccessedByLayers("doctor", "search", "program")
          .whereLayer("config")
          .mayOnlyBeAccessedByLayers(
              "evaluate",
              "report",
              "query",
              "page",
              "search",
              "table",
              "hyperspace",
              "replay",
              "cli",
              "api",
              "program")
          .whereLayer("tactic")
          .mayOnlyBeAccessedByLayers("config", "search", "replay", "program")
          .whereLayer("evolve")
          .mayOnlyBeAccessedByLayers(
              "tactic", "evaluate", "search", "hyperspace", "api", "program");

  @ArchTest
  static final ArchRule nobodyDrawsFromSharedGenerators =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.Random")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
          .orShould()
          .callMethod(Math.class, "random");

  /** What is read from storage is data; only Spark turns bytes into objects, between its JVMs. */
  @ArchTest
  static final ArchRule nothingIsDeserialized =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.io.ObjectInputStream")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.beans.XMLDecoder")
          .orShould()
          .dependOnClassesThat()
          .haveSimpleName("SerializationUtils")
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("com.esotericsoftware..", "org.yaml..");

  private static String[] concat(String[]... groups) {
    return Stream.of(groups).flatMap(Stream::of).toArray(String[]::new);
  }

  private static Owners only(String... packages) {
    return new Owners(packages);
  }

  /** Who may know a library. */
  private static final class Owners {
    private final DescribedPredicate<JavaClass> owners;

    Owners(String... packages) {
      this(resideInAnyPackage(packages));
    }

    private Owners(DescribedPredicate<JavaClass> owners) {
      this.owners = owners;
    }

    /** The engine hands the session and the file systems' settings on, as they are. */
    Owners orTheEngine() {
      return new Owners(owners.or(type(SparkEngine.class)));
    }

    ArchRule mayKnow(String... library) {
      return noClasses()
          .that(DescribedPredicate.not(owners))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(library);
    }
  }
}
