package io.quarry.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.arch.Stage;
import io.quarry.data.Augmentation;
import io.quarry.distill.DistillSettings;
import io.quarry.score.Objectives;
import io.quarry.train.Phase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HyperspaceParserTest {
  private static final String EVERYTHING =
      "hyperspace={window=3, latency-ms=[0.5,2], teacher=t.safetensors, distillation={"
          + "float32={epochs=0.5,learning-rate=0.3,warmup-fraction=0},"
          + "int8={epochs=0.25,learning-rate=0.03,warmup-fraction=1},"
          + "scale-learning-rate-factor=0.5, weight-decay=0.01, random-sub-stages=0, sub-stages=7,"
          + "calibration-images=8, evaluation-images=9}}";

  @Test
  void theDefaultsAreThoseOfTheDistillerAndTheRecipe() {
    assertThat(load().hyperspace())
        .isEqualTo(
            new HyperspaceSettings(
                2,
                List.of(),
                "",
                new DistillSettings(
                    new DistillSettings.Rate(6, 0.7, 0.05),
                    new DistillSettings.Rate(1, 0.07, 0.05),
                    1,
                    64,
                    0.9,
                    1e-5,
                    5,
                    new Augmentation(2, false),
                    2,
                    200,
                    256,
                    512)));
  }

  @Test
  void everyKeyIsRead() {
    assertThat(
            load(
                    EVERYTHING,
                    "supernet.recipe={batch=5,momentum=0.5,gradient-clip=2,"
                        + "augmentation={shift-pixels=1,mirror=true}}")
                .hyperspace())
        .isEqualTo(
            new HyperspaceSettings(
                3,
                List.of(0.5, 2.0),
                "t.safetensors",
                new DistillSettings(
                    new DistillSettings.Rate(0.5, 0.3, 0),
                    new DistillSettings.Rate(0.25, 0.03, 1),
                    0.5,
                    5,
                    0.5,
                    0.01,
                    2,
                    new Augmentation(1, true),
                    0,
                    7,
                    8,
                    9)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hyperspace.window=0 | hyperspace.window = \"0\", but must be a whole number of at least 1",
        "hyperspace.latency-ms=[1,0] | hyperspace.latency-ms[1]: 0 is no latency: numbers above 0 are",
        "hyperspace.latency-ms=[x] | hyperspace.latency-ms[0]: x is no latency",
        "hyperspace.latency-ms=[1,1] | but must be without repeats",
        "hyperspace.windows=2 | hyperspace.windows is not a key",
        "hyperspace.distillation.float32.epochs=0 | but must be a number above 0",
        "hyperspace.distillation.sub-stages=0 | but must be a whole number of at least 1",
        "hyperspace.distillation.int4={} | hyperspace.distillation.int4 is not a key",
      })
  void whatIsWrongIsRefused(String setting, String message) {
    assertThatThrownBy(() -> load(setting)).hasMessageContaining(message);
  }

  @Test
  void noOtherSearchDependsOnIt() {
    SearchConfig config = load(EVERYTHING);
    assertThat(config.hash()).isEqualTo(load().hash());
    assertThat(config.supernetHash()).isEqualTo(load().supernetHash());
    assertThat(config.render()).isEqualTo(load().render());
    assertThat(config.differences(load())).isEmpty();
    assertThat(config.renderHyperspace()).contains("teacher=\"t.safetensors\"");
    assertThat(SearchConfig.parse(config.renderHyperspace(), "text", Objectives.ALL))
        .isEqualTo(config);
  }

  @Test
  void windowsAndConstraintsDecideNoLoss() {
    String text = load().renderDistillation();
    assertThat(load("hyperspace.window=1", "hyperspace.latency-ms=[1]").renderDistillation())
        .isEqualTo(text);
    assertThat(load("search.evaluations=9", "policy.formats=[int8]").renderDistillation())
        .isEqualTo(text);
    assertThat(
            List.of(
                load("seed=2").renderDistillation(),
                load("data.noise=0.1").renderDistillation(),
                load("supernet.stem.stride=2").renderDistillation(),
                load("supernet.recipe.momentum=0.8").renderDistillation(),
                load("hyperspace.distillation.sub-stages=9").renderDistillation()))
        .doesNotContain(text)
        .doesNotHaveDuplicates();
  }

  @Test
  void theTeacherIsTheLargestNetworkAloneTrainedByTheLeadingPhasesOfIt() {
    SearchConfig teacher =
        load("space.restrict.stage1.width=4", "search.tactic=fliqs", "fliqs.target.gbops=1")
            .teacher();
    assertThat(teacher.supernet().recipe().phases())
        .containsExactly(new Phase(Phase.Kind.LARGEST, 2, 0.1, 0.1));
    assertThat(teacher.supernet().stages())
        .extracting(Stage::widths)
        .containsExactly(List.of(16), List.of(48));
    assertThat(teacher.searchSpace().named("stage1.width").get(0).values()).containsExactly("16");
    assertThat(teacher.supernetHash()).isEqualTo(load().teacher().supernetHash());
    String sandwich =
        "supernet.recipe.phases=[{kind=sandwich,epochs=1,learning-rate=1,warmup-fraction=0}]";
    assertThat(load(sandwich).teacher().supernet().recipe().phases())
        .containsExactly(new Phase(Phase.Kind.LARGEST, 1, 1, 0));
    // What trains the rest does not matter, nor does any of it where a teacher is given.
    assertThat(load(longer()).renderDistillation()).isEqualTo(load().renderDistillation());
    assertThat(load(sandwich).renderDistillation()).isNotEqualTo(load().renderDistillation());
    assertThat(load(sandwich, "hyperspace.teacher=t").renderDistillation())
        .isEqualTo(load("hyperspace.teacher=u").renderDistillation());
  }

  private static String longer() {
    return "supernet.recipe.phases=[{kind=largest,epochs=2,learning-rate=0.1,warmup-fraction=0.1},"
        + "{kind=sandwich,epochs=9,learning-rate=0.05,warmup-fraction=0.05}]";
  }

  private static SearchConfig load(String... overrides) {
    return SearchConfig.load(List.of(), List.of(overrides), Objectives.ALL);
  }
}
