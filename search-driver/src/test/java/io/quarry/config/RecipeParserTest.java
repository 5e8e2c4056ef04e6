package io.quarry.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.problem.InputException;
import io.quarry.quantize.LayerFormats;
import io.quarry.score.Objectives;
import io.quarry.train.Phase;
import io.quarry.train.PhaseFormats;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Quantization-aware phases; the other keys of a recipe are among {@link SearchConfigTest}'s. */
class RecipeParserTest {
  private static final String PHASE =
      "kind=sandwich,epochs=0.5,learning-rate=0.01,warmup-fraction=0";
  private static final String AWARE =
      phases("formats=[int4/uint8,float32,int8],ramp-fraction=0.25,scale-learning-rate-factor=2");

  @Test
  void everyKeyOfAPhaseIsRead() {
    assertThat(load(AWARE).supernet().recipe().phases())
        .containsExactly(
            new Phase(
                Phase.Kind.SANDWICH,
                0.5,
                0.01,
                0,
                new PhaseFormats(
                    Stream.of("float32", "int8", "int4/uint8").map(LayerFormats::parse).toList(),
                    0.25,
                    2)));
    assertThat(load().supernet().recipe().isQuantizationAware()).isFalse();
  }

  @Test
  void aConfigurationIsReadAsItWasRendered() {
    SearchConfig config = load(AWARE);
    assertThat(SearchConfig.parse(config.render(), "rendered", Objectives.ALL)).isEqualTo(config);
  }

  /** Checkpoints are found by this hash: those of versions without such phases still are. */
  @Test
  void recipesInFloat32KeepTheirSupernets() {
    assertThat(load().supernetHash())
        .isEqualTo("013152f2026bb4d6f3af5421d7ba017b6c007f957d6a9d2717a7c898cc521e26");
    assertThat(load("policy.first-layer=int8").supernetHash()).isEqualTo(load().supernetHash());
  }

  @Test
  void whatLayersMayHaveDecidesAQuantizationAwareSupernet() {
    String hash = load(AWARE).supernetHash();
    assertThat(load(AWARE, "policy.first-layer=int8").supernetHash()).isNotEqualTo(hash);
    assertThat(load(AWARE, "policy.target=packed").supernetHash()).isNotEqualTo(hash);
    assertThat(load(AWARE, "policy.activation-calibrator=mse").supernetHash()).isEqualTo(hash);
    assertThat(load(AWARE, "search.evaluations=7").supernetHash()).isEqualTo(hash);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "formats=[int9],ramp-fraction=0,scale-learning-rate-factor=1"
            + " | supernet.recipe.phases[0].formats[0]: There is no number format \"int9\"",
        "formats=[int5,int8],ramp-fraction=0,scale-learning-rate-factor=1"
            + " | recipe.phases[0].formats has [int5/uint5], which policy.formats = [float32",
        "formats=[int8] | supernet.recipe.phases[0].ramp-fraction is missing",
        "ramp-fraction=0.5 | supernet.recipe.phases[0].ramp-fraction is not a key",
        "formats=[int8],ramp-fraction=2,scale-learning-rate-factor=1"
            + " | supernet.recipe.phases[0].ramp-fraction = 2, but must be a number in [0, 1]",
      })
  void aBadPhaseIsNamedWithWhatIsExpected(String keys, String message) {
    assertThatThrownBy(() -> load(phases(keys)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void learnedGridsAreOfChannels() {
    assertThatThrownBy(() -> load(AWARE, "policy.weight-granularity=tensor"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "policy: weight-granularity = tensor does not go with phases that have formats");
  }

  private static String phases(String keys) {
    return "supernet.recipe.phases=[{%s,%s}]".formatted(PHASE, keys);
  }

  private static SearchConfig load(String... overrides) {
    return SearchConfig.load(List.of(), List.of(overrides), Objectives.ALL);
  }
}
