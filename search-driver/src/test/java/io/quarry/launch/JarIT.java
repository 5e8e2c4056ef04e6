package io.quarry.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** The jar that clusters get, as the build has just packaged it. */
class JarIT {
  private static final Path JAR = Path.of("target/quarry.jar");
  private static final Path SPARK = Path.of("target/spark/jars");

  /**
   * What may stand in it under its own name: what has native methods, and ND4J with what it brings.
   * None of these packages is in any jar of the distributions of Spark 3.5.5 and 4.0.4, which have
   * more jars (Hive, YARN, Kubernetes, the shells) than Maven resolves for this build.
   */
  private static final Pattern OWN =
      Pattern.compile(
          "(io/quarry|org/nd4j|org/bytedeco|ai/onnxruntime|com/sun/jna|oshi"
              + "|org/tensorflow|tensorflow|onnx|net/ericaro/neoitertools|com/jakewharton/byteunits)/.*");

  @Test
  void noClassOfItIsAlsoSparks() throws IOException {
    Map<String, String> spark = new TreeMap<>();
    for (Path jar : sparkJars()) {
      classes(jar).forEach(name -> spark.put(name, jar.getFileName().toString()));
    }
    assertThat(spark).containsKey("org/apache/spark/SparkContext.class");

    assertThat(classes(JAR).stream().filter(spark::containsKey).toList()).isEmpty();
  }

  @Test
  void whatSparkOrItsUsersMayBringInVersionsOfTheirOwnIsRelocated() throws IOException {
    List<String> classes = classes(JAR);

    assertThat(classes)
        .contains("io/quarry/Main.class", "io/quarry/shaded/config/Config.class")
        // Whether Spark has them or not: references to them are relocated in any case.
        .contains(
            "io/quarry/shaded/commons/math3/random/RandomGenerator.class",
            "io/quarry/shaded/commons/lang3/StringUtils.class",
            "io/quarry/shaded/flatbuffers/Table.class")
        .filteredOn(name -> !OWN.matcher(name).matches())
        .isEmpty();
  }

  @Test
  void itHoldsTheNativesOfOnePlatform() throws IOException {
    Map<String, List<String>> libraries =
        names(JAR).stream()
            .filter(
                name ->
                    name.matches(
                        ".*/(lib)?(nd4jcpu|dnnl|openblas|onnxruntime)\\.(so|dylib|dll)[0-9.]*"))
            .collect(Collectors.groupingBy(name -> name.replaceAll(".*/|\\..*", "")));

    assertThat(libraries).hasSize(4);
    assertThat(libraries.values()).allSatisfy(of -> assertThat(of).hasSize(1));
  }

  private static List<Path> sparkJars() throws IOException {
    try (Stream<Path> files = Files.list(SPARK)) {
      return files.toList();
    }
  }

  private static List<String> classes(Path jar) throws IOException {
    return names(jar).stream()
        .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
        .filter(name -> !name.endsWith("module-info.class"))
        .toList();
  }

  private static List<String> names(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return zip.stream().map(ZipEntry::getName).toList();
    }
  }
}
