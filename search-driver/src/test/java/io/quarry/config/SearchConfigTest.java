package io.quarry.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.arch.BlockType;
import io.quarry.arch.ConvFamily;
import io.quarry.arch.Stage;
import io.quarry.data.Augmentation;
import io.quarry.data.CifarBinary;
import io.quarry.data.Glyphs;
import io.quarry.data.Idx;
import io.quarry.data.ImageFolder;
import io.quarry.data.SplitSizes;
import io.quarry.objective.Constraint;
import io.quarry.quantize.Agreement;
import io.quarry.quantize.Granularity;
import io.quarry.quantize.LayerFormats;
import io.quarry.quantize.MeanSquaredError;
import io.quarry.quantize.MinMax;
import io.quarry.quantize.Percentile;
import io.quarry.quantize.Place;
import io.quarry.quantize.PolicySettings;
import io.quarry.quantize.Target;
import io.quarry.tactic.LinasSettings;
import io.quarry.tactic.Nsga2Settings;
import io.quarry.tactic.Pace;
import io.quarry.train.Phase;
import io.quarry.train.Recipe;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Each key and its default. */
class SearchConfigTest extends ConfigFixture {
  @Test
  void theDefaultsAreTheEmbeddedTask() {
    SearchConfig config = load("");

    assertThat(config.name()).isEqualTo("glyphs");
    assertThat(config.seed()).isEqualTo(1);
    assertThat(config.objectives()).containsExactly(ERROR, SIZE);
    assertThat(config.constraints()).isEmpty();
    assertThat(config.customObjectives()).isEmpty();
  }

  @Test
  void everyKeyOfTheRunIsRead() {
    SearchConfig config = load(EVERYTHING);

    assertThat(config.name()).isEqualTo("mine");
    assertThat(config.seed()).isEqualTo(-7);
    assertThat(config.objectives()).containsExactly(MACS, ERROR);
    assertThat(config.constraints())
        .containsExactly(
            new Constraint(SIZE, Constraint.Bound.AT_MOST, 2e5),
            new Constraint(ERROR, Constraint.Bound.AT_MOST, 12.5));
    assertThat(config.customObjectives()).containsExactly("io.quarry.config.Energy");
    assertThat(config.newCustomObjectives())
        .singleElement()
        .satisfies(custom -> assertThat(custom.objective()).isEqualTo(Energy.OBJECTIVE));
  }

  @Test
  void theDefaultDataAreGlyphs() {
    assertThat(load("").data())
        .isEqualTo(
            new DataSettings(
                new Glyphs(12, 20, 25, 0.25, 0.3, 0.1, 0.1, 0.15, 3),
                new SplitSizes(12000, 512, 2000, 4000)));
  }

  @Test
  void everyKeyOfTheDataIsRead() {
    assertThat(load(EVERYTHING).data())
        .isEqualTo(
            new DataSettings(
                new Glyphs(3, 9, 1, 0.5, 0.75, 0.25, 0.125, 0, 4), new SplitSizes(5, 6, 7, 8)));
  }

  @Test
  void eachKindOfFilesHasItsOwnKeysAndSplits() {
    assertThat(load("data { kind = idx, directory = /d }").data())
        .isEqualTo(new DataSettings(new Idx("/d"), new SplitSizes(50000, 1000, 9000, 10000)));
    assertThat(load("data.kind = idx").data().source()).isEqualTo(new Idx(""));
    assertThat(load("data { kind = cifar-binary, directory = /d, splits.test = 9 }").data())
        .isEqualTo(new DataSettings(new CifarBinary("/d"), new SplitSizes(44000, 1000, 5000, 9)));
    assertThat(load("data { kind = image-folder, path = a.zip, size-pixels = 16 }").data().source())
        .isEqualTo(new ImageFolder("a.zip", 16));
    assertThat(load("data { kind = image-folder, path = a.zip }").data())
        .isEqualTo(
            new DataSettings(
                new ImageFolder("a.zip", 32), new SplitSizes(40000, 1000, 5000, 4000)));
  }

  @Test
  void theDefaultSupernetHasTwoStages() {
    SupernetSettings supernet = load("").supernet();

    assertThat(supernet.stemWidths()).containsExactly(8, 16);
    assertThat(supernet.stemStride()).isEqualTo(1);
    assertThat(supernet.stages())
        .containsExactly(
            new Stage(
                List.of(BlockType.INVERTED, BlockType.FUSED),
                List.of(1, 2),
                List.of(4, 8, 16),
                List.of(3, 5),
                List.of(1, 2),
                2),
            new Stage(
                List.of(BlockType.INVERTED, BlockType.BOTTLENECK),
                List.of(1, 2),
                List.of(12, 24, 48),
                List.of(3, 5),
                List.of(2, 4),
                2));
    assertThat(supernet.recipe())
        .isEqualTo(
            new Recipe(
                64,
                0.9,
                1e-4,
                0.05,
                5,
                0.5,
                2,
                new Augmentation(2, false),
                List.of(
                    new Phase(Phase.Kind.LARGEST, 2, 0.1, 0.1),
                    new Phase(Phase.Kind.SANDWICH, 4, 0.05, 0.05))));
  }

  @Test
  void everyKeyOfTheSupernetIsRead() {
    SupernetSettings supernet = load(EVERYTHING).supernet();
    Stage stage =
        new Stage(
            List.of(BlockType.BOTTLENECK, BlockType.INVERTED),
            List.of(1, 3),
            List.of(4, 12),
            List.of(1, 7),
            List.of(2, 6),
            1);
    Recipe recipe =
        new Recipe(
            11,
            0.5,
            0.25,
            0,
            2.5,
            1,
            4,
            new Augmentation(3, true),
            List.of(new Phase(Phase.Kind.SANDWICH, 0.5, 0.01, 1)));

    assertThat(supernet).isEqualTo(new SupernetSettings(List.of(3, 5), 2, List.of(stage), recipe));
    assertThat(supernet.family()).isEqualTo(new ConvFamily(List.of(3, 5), 2, List.of(stage)));
  }

  @Test
  void theDefaultPolicyChoosesAmongSixFormats() {
    assertThat(load("").policy())
        .isEqualTo(
            new PolicySettings(
                List.of(
                    "float32/float32",
                    "int8/uint8",
                    "int4/uint8",
                    "int3/uint8",
                    "int2/uint8",
                    "int4/uint4"),
                "free",
                "free",
                Granularity.CHANNEL,
                new MeanSquaredError(),
                new Percentile(99.9),
                Target.any()));
  }

  @Test
  void everyKeyOfThePolicyIsRead() {
    assertThat(load(EVERYTHING).policy())
        .isEqualTo(
            new PolicySettings(
                List.of("int8/uint8", "int2/uint8"),
                "int8/uint8",
                "float32/float32",
                Granularity.TENSOR,
                new MinMax(),
                new MeanSquaredError(),
                new Target(
                    "t",
                    "d",
                    "r",
                    false,
                    new TreeMap<>(
                        Map.of(
                            Place.DENSE,
                            List.of(LayerFormats.float32(), LayerFormats.parse("int8")))),
                    List.of(Agreement.DEPTHWISE))));
  }

  @Test
  void byDefaultTheWholeSpaceIsSearched() {
    SearchConfig config = load("");

    assertThat(config.space()).isEqualTo(new SpaceSettings(new TreeMap<>()));
    assertThat(config.searchSpace()).isEqualTo(config.declaredSpace());
  }

  @Test
  void everyKeyOfTheSpaceIsRead() {
    SearchConfig config = load(EVERYTHING);

    assertThat(config.space().restrict())
        .isEqualTo(
            Map.of(
                "stage1.width", List.of("12"),
                "stage1.kernel", List.of("7", "1"),
                "stem.width", List.of("5"),
                "format", List.of("int8/uint8")));
    assertThat(config.searchSpace().text())
        .contains("stem.width = [5]\n", "stage1.width = [12]\n", "block3.kernel = [1, 7] when ")
        .doesNotContain("int2");
    assertThat(config.declaredSpace().text()).contains("stage1.width = [4, 12]\n", "int2/uint8");
  }

  @Test
  void theDefaultSearchIsNsga2() {
    assertThat(load("").search())
        .isEqualTo(
            new SearchSettings(
                new TacticSettings.Nsga2(new Nsga2Settings(40, 0.9, Nsga2Settings.AUTO), true),
                200,
                20,
                new TreeMap<>(),
                Pace.SYNCHRONOUS,
                new PatienceSettings(0, 0.1),
                new BudgetSettings(0, 0),
                Resume.RUN));
  }

  @Test
  void theDefaultLinasStartsWithTwentyAndPredictsTwentyThousand() {
    assertThat(load("search.tactic = linas").search().tactic())
        .isEqualTo(new TacticSettings.Linas(new LinasSettings(20, 8, 50, 20_000, 50), true));
  }

  @Test
  void everyKeyOfTheSearchIsRead() {
    assertThat(load(EVERYTHING).search())
        .isEqualTo(
            new SearchSettings(
                new TacticSettings.Nsga2(new Nsga2Settings(6, 0.25, 0.75), false),
                13,
                3,
                new TreeMap<>(Map.of("macs", 1e6, "top1-error", 100.0)),
                Pace.ASYNCHRONOUS,
                new PatienceSettings(70, 0.5),
                new BudgetSettings(6.5, 48),
                Resume.AUTO));
    assertThat(load("search.resume = fresh").search().resume()).isEqualTo(Resume.FRESH);
    assertThat(load(EVERYTHING + "search.tactic = linas").search().tactic())
        .isEqualTo(new TacticSettings.Linas(new LinasSettings(11, 3, 7, 900, 14), false));
    assertThat(load("search.tactic = dynas-compat").search().tactic())
        .isEqualTo(new TacticSettings.DynasCompat());
    assertThat(load("search.tactic = random").search().tactic())
        .isEqualTo(new TacticSettings.Random());
    assertThat(load("search.tactic = uniform").search().tactic())
        .isEqualTo(new TacticSettings.Uniform());
  }

  @Test
  void theDefaultExecutionTrainsOnAllCoresAndEvaluatesOnOne() {
    assertThat(load("").execution()).isEqualTo(new ExecutionSettings(1, 0, 3600, 2));
  }

  @Test
  void everyKeyOfTheExecutionIsRead() {
    assertThat(load(EVERYTHING).execution()).isEqualTo(new ExecutionSettings(2, 3, 0.5, 5));
  }
}
