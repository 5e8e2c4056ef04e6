package io.quarry.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.arch.BlockType;
import io.quarry.arch.ElasticConvNet;
import io.quarry.arch.Stage;
import io.quarry.objective.Objective;
import io.quarry.problem.InputException;
import io.quarry.space.SearchSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpaceFileTest {
  private static final List<Objective> KNOWN =
      List.of(
          Objective.minimize("top1-error", "top1_error_percent", "%"),
          Objective.minimize("size-bytes", "size_bytes", "bytes"));

  private static final String SUPERNET =
      """
      supernet.stages = [
        { blocks = [inverted, fused, separable], depths = [1, 2], widths = [4, 8, 16]
          kernels = [3, 5], expansions = [1, 2], stride = 2 }
        { blocks = [bottleneck, inverted], depths = [1], widths = [12, 24, 48]
          kernels = [3], expansions = [2, 4], stride = 2 } ]
      """;

  private static final String FOUND =
      """
      # Found somewhere.
      stage1 { type = fused, width = [8, 16] }
      stage2 { type = inverted, width = [12, 24] }
      """;

  @TempDir Path directory;

  @Test
  void theSupernetIsOfWhatTheFileLeaves() throws IOException {
    SearchConfig found = load(file(FOUND));

    assertThat(found.supernet().stages())
        .containsExactly(
            new Stage(
                List.of(BlockType.FUSED),
                List.of(1, 2),
                List.of(8, 16),
                List.of(3, 5),
                List.of(1, 2),
                2),
            new Stage(
                List.of(BlockType.INVERTED),
                List.of(1),
                List.of(12, 24),
                List.of(3),
                List.of(2, 4),
                2));
    assertThat(found.supernetHash()).isNotEqualTo(load("{}").supernetHash());
    assertThat(found.hash()).isNotEqualTo(load("{}").hash());
  }

  @Test
  void itHasExactlyTheNetworksThatARestrictedSearchHas() throws IOException {
    SearchSpace ofFile = net(load(file(FOUND))).space();
    SearchSpace restricted =
        net(load("{}"))
            .space()
            .restrict(
                Map.of(
                    "stage1.type", List.of("fused"),
                    "stage1.width", List.of("8", "16"),
                    "stage2.type", List.of("inverted"),
                    "stage2.width", List.of("12", "24")));

    assertThat(ofFile.size()).isEqualTo(restricted.size());
    Random random = new Random(1);
    for (int i = 0; i < 100; i++) {
      assertThat(restricted.contains(ofFile.sample(random))).isTrue();
      assertThat(ofFile.contains(restricted.sample(random))).isTrue();
    }
  }

  @Test
  void groupsAndTheStemMayBeRestrictedToo() throws IOException {
    SearchConfig narrow = load(file("stem.width = 16, kernel = 3, stage1.type = separable"));

    assertThat(narrow.supernet().stemWidths()).containsExactly(16);
    Stage first = narrow.supernet().stages().get(0);
    assertThat(first.kernels()).containsExactly(3);
    assertThat(first.expansions()).isEmpty();
  }

  @Test
  void aRunsConfigurationNeedsTheFileNoMore() throws IOException {
    SearchConfig found = load(file(FOUND));

    assertThat(SearchConfig.parse(found.render(), "config.conf", KNOWN)).isEqualTo(found);
    assertThat(found.render()).doesNotContain("restrict");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "stage1.tipe = fused | 1: stage1.tipe: There is no decision",
        "stage1.width = 9 | 1: stage1.width: Decision stage1.width has no value 9",
        "format = int8 | 1: format: There is no decision",
        "stage1.block2.kernel = 3 | leaves stage1.block2.kernel the values [3], and the first block",
        "stage1.width = { | cannot be read"
      })
  void whatIsNoSpaceIsRefused(String text, String problem) throws IOException {
    String set = file(text);

    assertThatThrownBy(() -> load(set))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("space.restrict")
        .hasMessageContaining(problem);
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> load("nowhere/space.conf"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "space.restrict: Configuration file nowhere/space.conf does not exist");
  }

  private static ElasticConvNet net(SearchConfig config) {
    return SpaceSettings.net(config.supernet());
  }

  private String file(String text) throws IOException {
    return Files.writeString(directory.resolve("space.conf"), text).toString();
  }

  private SearchConfig load(String restrict) throws IOException {
    Path config = Files.writeString(directory.resolve("my.conf"), SUPERNET);
    return SearchConfig.load(List.of(config), List.of("space.restrict=" + restrict), KNOWN);
  }
}
