package io.quarry.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.data.Augmentation;
import io.quarry.data.Idx;
import io.quarry.problem.InputException;
import io.quarry.quantize.Percentile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes before what: overrides, later files, earlier ones. */
class ConfigOverridesTest extends ConfigFixture {
  @Test
  void anOverrideGoesBeforeTheFile() {
    Path file = write("search.evaluations = 5, seed = 2");

    SearchConfig config =
        SearchConfig.load(
            List.of(file),
            List.of(
                "search.evaluations=400",
                "policy.weight-calibrator=percentile:99.9",
                "objectives=[macs]",
                "supernet.recipe.augmentation={shift-pixels=7}",
                "name=\"x\""),
            KNOWN);

    assertThat(config.search().evaluations()).isEqualTo(400);
    assertThat(config.policy().weightCalibrator()).isEqualTo(new Percentile(99.9));
    assertThat(config.objectives()).containsExactly(MACS);
    assertThat(config.supernet().recipe().augmentation()).isEqualTo(new Augmentation(7, false));
    assertThat(config.name()).isEqualTo("x");
    assertThat(config.seed()).isEqualTo(2);
  }

  @Test
  void anOverrideIsTakenAsItIsWrittenWhateverHoconMeansByIt() {
    SearchConfig config =
        SearchConfig.load(
            List.of(), List.of("data.kind=idx", "data.directory=s3a://bucket//a#b=c"), KNOWN);

    assertThat(config.data().source()).isEqualTo(new Idx("s3a://bucket//a#b=c"));
  }

  @Test
  void aLaterFileGoesBeforeAnEarlierOne() throws IOException {
    Path first = Files.writeString(directory.resolve("first.conf"), "seed = 1, name = a");
    Path second = Files.writeString(directory.resolve("second.conf"), "seed = 2");

    SearchConfig config = SearchConfig.load(List.of(first, second), List.of(), KNOWN);

    assertThat(config.seed()).isEqualTo(2);
    assertThat(config.name()).isEqualTo("a");
  }

  @Test
  void aRestrictionGoesBeforeThatOfTheFileDecisionByDecision() {
    Path file = write("space.restrict { stage1.width = [4, 8], stage2.depth = 1 }");

    SearchConfig config =
        SearchConfig.load(
            List.of(file), List.of("space.restrict.stage1.width=[16]", "name=x"), KNOWN);

    assertThat(config.space().restrict())
        .isEqualTo(Map.of("stage1.width", List.of("16"), "stage2.depth", List.of("1")));
  }

  @Test
  void anUnknownKeyOfAnOverrideIsNamedWithTheOverride() {
    List<String> overrides = List.of("serch.batch=1", "search={batc=2}");

    assertThatThrownBy(() -> SearchConfig.load(List.of(), overrides, KNOWN))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--set search={batc=2}: search.batc is not a key")
        .hasMessageContaining("--set serch.batch=1: serch is not a key")
        .hasMessageContaining("Maybe search was meant.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"seed", "=3", ".a=3", "seed={", "a b..c=1"})
  void anOverrideThatIsNoKeyAndValueIsNamed(String override) {
    assertThatThrownBy(() -> SearchConfig.load(List.of(), List.of(override), KNOWN))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--set " + override);
  }
}
