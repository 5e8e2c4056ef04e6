package io.quarry.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.objective.Objective;
import io.quarry.problem.InputException;
import io.quarry.quantize.Agreement;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.Place;
import io.quarry.quantize.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetParserTest {
  private static final List<Objective> KNOWN =
      List.of(
          Objective.minimize("top1-error", "top1_error_percent", "%"),
          Objective.minimize("size-bytes", "size_bytes", "bytes"));
  private static final Path READY = Path.of("src/main/resources/io/quarry/config/targets");

  private static final String EDGE =
      """
      name = edge
      description = "A chip."
      runtime = "Some runtime"
      latency = true
      formats { conv = [float32, int8], depthwise = ["int8/uint8"], first = [float32] }
      agree = [depthwise, addition]
      """;

  @TempDir Path directory;

  @Test
  void byDefaultNoTargetIsMeant() {
    assertThat(load("").policy().target()).isEqualTo(Target.any());
    assertThat(load("policy.target = any")).isEqualTo(load(""));
    assertThat(load("").render()).doesNotContain("target");
    assertThat(load("").ties().tied()).isEmpty();
  }

  @Test
  void everyKeyOfADescriptionIsRead() throws IOException {
    TreeMap<Place, List<LayerFormats>> formats = new TreeMap<>();
    formats.put(Place.CONV, formats("float32", "int8"));
    formats.put(Place.DEPTHWISE, formats("int8"));
    formats.put(Place.FIRST, formats("float32"));
    Target edge =
        new Target(
            "edge",
            "A chip.",
            "Some runtime",
            true,
            formats,
            List.of(Agreement.DEPTHWISE, Agreement.ADDITION));

    assertThat(load("policy.target = \"%s\"".formatted(file(EDGE))).policy().target())
        .isEqualTo(edge);
    assertThat(load("policy.target {%s}".formatted(EDGE)).policy().target()).isEqualTo(edge);
  }

  @Test
  void theReadyTargetsAreThoseInTheJar() throws IOException {
    try (Stream<Path> files = Files.list(READY)) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".conf", "")))
          .containsExactlyInAnyOrderElementsOf(TargetParser.READY);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"packed", "x86-avx2", "x86-vnni"})
  void aReadyTargetLeavesTheDefaultSpaceSome(String name) {
    SearchConfig config = load("policy.target = " + name);
    assertThat(config.policy().target().name()).isEqualTo(name);
    assertThat(config.searchSpace().decisions()).isNotEmpty();
  }

  @Test
  void processorsTakeFloat32AndInt8AndWantEqualInputsOfSums() {
    for (String name : List.of("x86-avx2", "x86-vnni")) {
      SearchConfig config = load("policy.target = " + name);
      assertThat(config.policy().legalFormats()).containsExactly("float32/float32", "int8/uint8");
      assertThat(config.ties().leaders())
          .isEqualTo(
              Map.of(
                  "stage1.block2.inverted.project", "stage1.block1.inverted.project",
                  "stage1.block2.fused.project", "stage1.block1.fused.project",
                  "stage2.block2.inverted.project", "stage2.block1.inverted.project",
                  "stage2.block2.bottleneck.restore", "stage2.block1.bottleneck.restore"));
      config.policy().requireTimed();
    }
  }

  @Test
  void whatIsPackedHasEveryFormatAndNoLatency() {
    SearchConfig packed = load("policy.target = packed");
    assertThat(packed.searchSpace()).isEqualTo(load("").searchSpace());
    assertThatThrownBy(() -> packed.policy().requireTimed())
        .hasMessageContaining("Target packed has no latency");
  }

  @Test
  void theWholeDescriptionIsRenderedAndItsRemarksDecideNothing() throws IOException {
    for (String target : List.of("packed", "x86-vnni", file(EDGE).toString())) {
      SearchConfig config = load("policy.target = \"%s\"".formatted(target));
      SearchConfig again = load(config.render());
      assertThat(again).isEqualTo(config);
      assertThat(again.hash()).isEqualTo(config.hash());
    }
    String edge = load("policy.target {%s}".formatted(EDGE)).hash();
    assertThat(edge).isNotEqualTo(load("").hash());
    String reworded = EDGE.replace("chip", "board").replace("= edge", "= b");
    assertThat(load("policy.target {%s}".formatted(reworded)).hash()).isEqualTo(edge);
    String other = EDGE.replace("agree = [depthwise, addition]", "agree = [addition]");
    assertThat(load("policy.target {%s}".formatted(other)).hash()).isNotEqualTo(edge);
    assertThat(load("policy.target = packed").supernetHash()).isEqualTo(load("").supernetHash());
  }

  @Test
  void aTargetGoesBeforeThatOfAFileWhole() throws IOException {
    Path file = Files.writeString(directory.resolve("my.conf"), "policy.target {" + EDGE + "}");
    assertThat(
            SearchConfig.load(List.of(file), List.of("policy.target=x86-vnni"), KNOWN)
                .policy()
                .target()
                .name())
        .isEqualTo("x86-vnni");
  }

  @Test
  void anUnknownNameIsAnsweredByTheKnownOnes() {
    assertProblem(
        "policy.target = x86-vni",
        """
        The configuration has a problem:
          test: 1: policy.target: There is no target x86-vni; known: any, packed, x86-avx2, x86-vnni
            Maybe x86-vnni was meant, or the path of a description that ends in .conf.""");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> load("policy.target = nowhere.conf"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "test: 1: policy.target: Configuration file nowhere.conf does not exist");
  }

  @Test
  void allProblemsOfADescriptionAreToldWithTheirLines() throws IOException {
    Path file =
        file(
            """
            name = my chip
            latency = perhaps
            runtime = r
            formats { conv = [int42], dense = [], depthwize = [int8] }
            agree = [adition]
            formts { }
            """);
    assertProblem(
        "policy.target = \"%s\"".formatted(file),
        """
        The configuration has a problem:
          test: 1: policy.target: Target FILE has 8 problems:
              FILE: 1: name = "my chip", but must be a text of letters, digits, dots and dashes
              FILE: 1: description is missing
              FILE: 2: latency = "perhaps", but must be true or false
              FILE: 4: formats.conv[0]: There is no number format "int42"
                Maybe you mean int4? Known are float32, int8, int8-affine, uint8, uint8-symmetric, e4m3 and what else quarry formats lists.
              FILE: 4: formats.dense = [], but must be a list [ … ], each element a text
              FILE: 4: formats.depthwize is not a key
                Maybe formats.depthwise was meant.
              FILE: 5: agree[0] = "adition", but must be one of addition, depthwise
              FILE: 6: formts is not a key
                Maybe formats was meant."""
            .replace("FILE", file.toString()));
  }

  @Test
  void problemsOfADescriptionOnTheSpotAreThoseOfTheConfiguration() {
    assertThatThrownBy(() -> load("policy.target {\n name = t\n latency = 1 }"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("test: 1: policy.target.description is missing")
        .hasMessageContaining("test: 3: policy.target.latency = 1, but must be true or false");
  }

  @Test
  void aLayerThatIsLeftNothingIsAProblemOfTheTarget() {
    assertProblem(
        "seed = 1\npolicy { formats = [int4]\n target = x86-vnni }",
        """
        The configuration has a problem:
          test: 3: policy.target: Target x86-vnni allows layer stem (conv) nothing of policy.formats = [int4/uint4], but float32/float32, int8/uint8
            Maybe give it one of these.""");
    assertThatThrownBy(() -> load("policy { last-layer = int4, target = x86-vnni }"))
        .hasMessageContaining(
            "layer classifier (dense) nothing of policy.last-layer = int4/uint4, but");
  }

  @Test
  void aRestrictionOfATiedLayerNamesWhoDecides() {
    String target = "policy.target = x86-vnni\n";
    assertThatThrownBy(
            () -> load(target + "space.restrict.stage1.block2.fused.project.format = int8"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "space.restrict: stage1.block2.fused.project.format = [int8/uint8] cannot be, for it"
                + " has the value of stage1.block1.fused.project.format")
        .hasMessageContaining("Maybe restrict stage1.block1.fused.project.format as well.");
    assertThatThrownBy(() -> load(target + "space.restrict.stage1.format = \"int4/uint8\""))
        .hasMessageContaining("Decision stage1.format has no value int4/uint8");
    SearchConfig config = load(target + "space.restrict.project.format = int8");
    assertThat(config.searchSpace().text())
        .contains("stage1.block1.fused.project.format = [int8/uint8] when")
        .doesNotContain("stage1.block2.fused.project.format");
    assertThat(config.declaredSpace().text())
        .doesNotContain("stage1.block2.fused.project.format", "int4");
  }

  private void assertProblem(String hocon, String message) {
    assertThatThrownBy(() -> load(hocon)).isInstanceOf(InputException.class).hasMessage(message);
  }

  private Path file(String description) throws IOException {
    return Files.writeString(directory.resolve("edge.conf"), description);
  }

  private static List<LayerFormats> formats(String... texts) {
    return Stream.of(texts).map(LayerFormats::parse).toList();
  }

  private static SearchConfig load(String hocon) {
    return SearchConfig.load(
        List.of("test"),
        List.of(),
        KNOWN,
        location -> location.equals("test") ? hocon : ConfigFiles.local().read(location));
  }
}
