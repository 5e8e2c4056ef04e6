package io.quarry.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which configurations are the same: their hashes, texts and differences. */
class ConfigIdentityTest extends ConfigFixture {
  @Test
  void theHashCoversWhatDecidesResultsAndNothingElse() {
    String base = load("").hash();

    assertThat(base).matches("[0-9a-f]{64}");
    assertThat(load("name = other, execution.train-threads = 3").hash()).isEqualTo(base);
    assertThat(load("supernet.recipe.weight-decay = 0.0001").hash()).isEqualTo(base);
    assertThat(load("search.evaluations = 201").hash()).isNotEqualTo(base);
    assertThat(load("search.mode = asynchronous").hash()).isNotEqualTo(base);
    assertThat(load("space.restrict.stage1.width = 4").hash()).isNotEqualTo(base);
    assertThat(load("constraints = [\"macs <= 9\"]").hash()).isNotEqualTo(base);
    assertThat(load("custom-objectives = [io.quarry.config.Energy]").hash()).isNotEqualTo(base);
    assertThat(load("policy.formats = [int8]").hash()).isNotEqualTo(base);
    assertThat(load("objectives = [size-bytes, top1-error]").hash()).isNotEqualTo(base);
    assertThat(load("seed = 2").hash()).isNotEqualTo(base);
  }

  @Test
  void theSupernetHashCoversWhatDecidesTheSupernetAndNothingElse() {
    String base = load("").supernetHash();

    assertThat(base).matches("[0-9a-f]{64}");
    assertThat(load("search.evaluations = 201, policy.formats = [int8]").supernetHash())
        .isEqualTo(base);
    assertThat(load("space.restrict.stage1.width = 4").supernetHash()).isEqualTo(base);
    assertThat(load("seed = 2").supernetHash()).isNotEqualTo(base);
    assertThat(load("data.noise = 0.2").supernetHash()).isNotEqualTo(base);
    assertThat(load("supernet.recipe.batch = 65").supernetHash()).isNotEqualTo(base);
  }

  @Test
  void theSettingsOfATacticThatIsNotUsedDecideNothing() {
    assertThat(load("search { tactic = random, nsga2.population = 8, linas.initial = 9 }").hash())
        .isEqualTo(load("search.tactic = random").hash());
  }

  @Test
  void whatAStartTakesUpAndHowLongItMayTakeDecidesNoResult() {
    String hash = load("").hash();
    assertThat(load("search.resume = auto").hash()).isEqualTo(hash);
    assertThat(load("search.budget { hours = 6, executor-hours = 9 }").hash()).isEqualTo(hash);
    assertThat(load("search.patience.evaluations = 50").hash()).isNotEqualTo(hash);
    assertThat(load("search.patience.gain-percent = 7").hash())
        .as("of a search that never ends for it")
        .isEqualTo(hash);
  }

  @Test
  void scoresAreDecidedByHowNumbersAreBroughtIntoFormatsAndByWhatIsMeasured() {
    String scoring = load("").renderScoring();
    for (String same :
        List.of(
            "name = other",
            "seed = 2",
            "objectives = [macs]",
            "constraints = [\"macs <= 5\"]",
            "policy.formats = [int8]",
            "policy.first-layer = int8",
            "policy.target = packed",
            "space.restrict.stage1.width = 4",
            "search { tactic = random, evaluations = 3, resume = auto }",
            "execution.threads-per-slot = 3")) {
      assertThat(load(same).renderScoring()).as(same).isEqualTo(scoring);
    }
    for (String other :
        List.of(
            "policy.weight-granularity = tensor",
            "policy.weight-calibrator = min-max",
            "policy.activation-calibrator = mse",
            "policy.target { name = t, description = d, runtime = r, latency = false,"
                + " formats.dense = [int8], agree = [depthwise] }",
            "custom-objectives = [io.quarry.config.Energy]")) {
      assertThat(load(other).renderScoring()).as(other).isNotEqualTo(scoring);
    }
    assertThat(load("latency.batch = 9").renderTiming()).as("untimed").isEqualTo("{}");
  }

  @Test
  void whatDiffersIsNamedKeyByKey() {
    assertThat(load("name = a").differences(load("name = b"))).isEmpty();
    assertThat(load("").differences(load("seed = 2, search.tactic = random")))
        .containsExactly(
            "search.nsga2.crossover-probability",
            "search.nsga2.mutation-probability",
            "search.nsga2.population",
            "search.nsga2.uniform-start",
            "search.tactic",
            "seed");
  }

  @Test
  void dataAndSeedAreRenderedAloneAndReadBack() {
    SearchConfig config = load(EVERYTHING);

    SearchConfig read = SearchConfig.parse(config.renderData(), "card", KNOWN);

    assertThat(read.data()).isEqualTo(config.data());
    assertThat(read.seed()).isEqualTo(config.seed());
    assertThat(read.supernet()).isEqualTo(load("").supernet());
    assertThat(config.renderData()).startsWith("{\"data\":{").doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        EVERYTHING,
        "search.tactic = random",
        "search.tactic = uniform",
        "search.tactic = dynas-compat",
        "search { tactic = linas, mode = asynchronous, linas.least-batch = 9 }",
        "constraints = [\"macs >= 0.001\", \"macs <= 1e-3\"], space.restrict.\"stage1.width\" = 4",
        "data { kind = idx, directory = \"hdfs://host:1/a b#c\" }",
        "data { kind = cifar-binary, directory = /d }",
        "data { kind = image-folder, path = a.zip }",
        "supernet.stages = [{ blocks = [separable], depths = [1], widths = [8], kernels = [3],"
            + " stride = 1 }]",
        "seed = 9223372036854775807"
      })
  void whatIsRenderedIsReadAsTheSameConfiguration(String text) {
    SearchConfig config = load(text);

    assertThat(load(config.render())).isEqualTo(config);
    assertThat(load(config.render()).hash()).isEqualTo(config.hash());
  }

  @Test
  void aConfigurationTravelsByJavaSerialization() throws Exception {
    SearchConfig config = load(EVERYTHING);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(config);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(config);
    }
  }
}
