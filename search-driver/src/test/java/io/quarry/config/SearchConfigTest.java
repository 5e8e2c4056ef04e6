package io.quarry.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.quarry.objective.Objective;
import io.quarry.problem.InputException;
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
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchConfigTest {
  private static final Objective ERROR =
      Objective.minimize("top1-error", "top1_error_percent", "%");
  private static final Objective SIZE = Objective.minimize("size-bytes", "size_bytes", "bytes");
  private static final Objective MACS = Objective.minimize("macs", "macs", "");
  private static final List<Objective> KNOWN = List.of(ERROR, SIZE, MACS);

  /** Every key with a value that is not its default. */
  private static final String EVERYTHING =
      """
      name = mine
      seed = -7
      objectives = [macs, top1-error]
      constraints = ["size-bytes<=2e5", "top1-error <= 12.5"]
      custom-objectives = [io.quarry.config.Energy]
      space.restrict { stage1 { width = [12], kernel = [7, 1] }, format = int8, stem.width = 5 }
      data {
        kind = glyphs, classes = 3, size-pixels = 9, rotation-degrees = 1, scale-spread = 0.5
        shear = 0.75, shift = 0.25, wobble = 0.125, noise = 0, distractors = 4
        splits { train = 5, calibration = 6, validation = 7, test = 8 }
      }
      supernet {
        stem { widths = [3, 5], stride = 2 }
        stages = [
          { blocks = [bottleneck, inverted], depths = [1, 3], widths = [4, 12], kernels = [1, 7]
            expansions = [2, 6], stride = 1 }
        ]
        recipe {
          batch = 11, momentum = 0.5, weight-decay = 0.25, label-smoothing = 0, gradient-clip = 2.5
          distillation = 1, random-subnets = 4
          augmentation { shift-pixels = 3, mirror = true }
          phases = [{ kind = sandwich, epochs = 0.5, learning-rate = 0.01, warmup-fraction = 1 }]
        }
      }
      policy {
        formats = [int8, int2/uint8], first-layer = int8, last-layer = float32
        weight-granularity = tensor, weight-calibrator = min-max
        activation-calibrator = mse
        target { name = t, description = d, runtime = r, latency = false
          formats.dense = [float32, int8], agree = [depthwise] }
      }
      search {
        tactic = nsga2, evaluations = 13, batch = 3
        nsga2 { population = 6, crossover-probability = 0.25, mutation-probability = 0.75
          uniform-start = false }
        linas { initial = 11, least-batch = 3, most-batch = 7, predicted-evaluations = 900
          population = 14, uniform-start = false }
        mode = asynchronous
        reference-point { macs = 1e6, top1-error = 100 }
        patience { evaluations = 70, gain-percent = 0.5 }
        budget { hours = 6.5, executor-hours = 48 }, resume = auto
      }
      execution { threads-per-slot = 2, train-threads = 3, candidate-timeout-s = 0.5
        executor-losses = 5 }
      """;

  @TempDir Path directory;

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
  void aRestrictionGoesBeforeThatOfTheFileDecisionByDecision() {
    Path file = write("space.restrict { stage1.width = [4, 8], stage2.depth = 1 }");

    SearchConfig config =
        SearchConfig.load(
            List.of(file), List.of("space.restrict.stage1.width=[16]", "name=x"), KNOWN);

    assertThat(config.space().restrict())
        .isEqualTo(Map.of("stage1.width", List.of("16"), "stage2.depth", List.of("1")));
  }

  @Test
  void whatIsWrongWithRestrictionsIsReportedTogetherWithTheirLines() {
    Path file =
        write(
            """
            space.restrict {
              stage2.widht = [16, 32]
              stage1 { width = [8, 9], kernel = [] }
              stem.width = { a = 1 }
              classifier.format = [int8, int9]
              stage2.type = [[fused]]
              "stage1.depth" = 1, stage1.depth = 2
            }
            constraints = ["top-error <= 12", "macs < 5"]
            """);

    assertThatThrownBy(() -> SearchConfig.load(List.of(file), List.of(), KNOWN))
        .isInstanceOf(InputException.class)
        .hasMessage(
            """
            The configuration has 9 problems:
              FILE: 9: constraints[0]: There is no objective "top-error"
                Maybe top1-error was meant.
              FILE: 9: constraints[1]: "macs < 5" is no constraint
                Maybe write an objective, <= or >=, and a number: "top1-error <= 10".
              FILE: 5: space.restrict.classifier.format: There is no number format "int9"
                Maybe you mean int8? Known are float32, int8, int8-affine, uint8, uint8-symmetric, e4m3 and what else quarry formats lists.
              FILE: 3: space.restrict.stage1.kernel: stage1.kernel is left no value
                Maybe some of 3, 5 were meant.
              FILE: 3: space.restrict.stage1.width: Decision stage1.width has no value 9
                Maybe some of 4, 8, 16 were meant.
              FILE: 7: space.restrict.stage1.depth = 1, but must be given once
              FILE: 6: space.restrict.stage2.type = ["fused"], but must be a text
              FILE: 2: space.restrict.stage2.widht: There is no decision stage2.widht
                Maybe stage2.width was meant.
              FILE: 4: space.restrict.stem.width.a: There is no decision stem.width.a
                Maybe stem.width was meant.\
            """
                .replace("FILE", file.toString()));
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
  void theDefaultExecutionTrainsOnAllCoresAndEvaluatesOnOne() {
    assertThat(load("").execution()).isEqualTo(new ExecutionSettings(1, 0, 3600, 2));
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

  @Test
  void everyKeyOfTheExecutionIsRead() {
    assertThat(load(EVERYTHING).execution()).isEqualTo(new ExecutionSettings(2, 3, 0.5, 5));
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

  @Test
  void allProblemsAreReportedTogetherWithTheirLines() {
    Path file =
        write(
            """
            seed = many
            search {
              evaluatons = 10
              batch = 0
            }
            data.kind = glyps
            supernet.stages = [
              { blocks = [inverted], depths = [2, 1], widths = [8, 8], kernels = [4]
                expansion = [1], stride = 3 }
            ]
            polcy { }
            """);

    assertThatThrownBy(() -> SearchConfig.load(List.of(file), List.of("name=a/b"), KNOWN))
        .isInstanceOf(InputException.class)
        .hasMessage(
            """
            The configuration has 12 problems:
              --set name=a/b: name = "a/b", but must be a text of letters, digits, dots and dashes
              FILE: 1: seed = "many", but must be a whole number
              FILE: 6: data.kind = "glyps", but must be one of cifar-binary, glyphs, idx, image-folder
              FILE: 8: supernet.stages[0].depths = [2,1], but must be in ascending order
              FILE: 8: supernet.stages[0].widths = [8,8], but must be without repeats
              FILE: 8: supernet.stages[0].expansions is missing
              FILE: 9: supernet.stages[0].stride = 3, but must be a whole number in [1, 2]
              FILE: 8: supernet.stages[0].kernels = [4], but must be odd numbers
              FILE: 9: supernet.stages[0].expansion is not a key
                Maybe supernet.stages[0].expansions was meant.
              FILE: 4: search.batch = 0, but must be a whole number of at least 1
              FILE: 3: search.evaluatons is not a key
                Maybe search.evaluations was meant.
              FILE: 11: polcy is not a key
                Maybe policy was meant.\
            """
                .replace("FILE", file.toString()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "search.batch = []              | search.batch = [], but must be a whole number of at least",
        "search.batch = 1.5             | search.batch = 1.5, but must be a whole number of at leas",
        "search.batch = 3000000000      | search.batch = 3000000000, but must be a whole number",
        "seed = 1e40                    | seed = 1.0E40, but must be a whole number",
        "seed = null                    | seed is missing",
        "search = 3                     | search = 3, but must be an object",
        "supernet.stages = []           | supernet.stages = [], but must be a list of objects",
        "supernet.stages = [1]          | supernet.stages[0] = 1, but must be an object",
        "supernet.stages = [{ blocks = [separable], depths = [1], widths = [8], kernels = [3],"
            + " expansions = [2], stride = 1 }] | but must be left out, for no block type here has",
        "supernet.recipe.momentum = 1   | supernet.recipe.momentum = 1, but must be a number in [0, 1)",
        "supernet.recipe.momentum = NaN | supernet.recipe.momentum = \"NaN\", but must be a number in",
        "supernet.recipe.gradient-clip=0| supernet.recipe.gradient-clip = 0, but must be a number ab",
        "supernet.recipe.augmentation.mirror = yes | must be true or false",
        "objectives = [speed]           | objectives[0] = \"speed\", but must be one of macs, size-b",
        "objectives = []                | objectives = [], but must be a list [ … ], each element on",
        "objectives = [macs, macs]      | objectives = [\"macs\",\"macs\"], but must be without rep",
        "objectives = macs              | objectives = \"macs\", but must be a list [ … ]",
        "policy.formats = [{}]          | policy.formats[0] = {}, but must be a text",
        "data.kind = cifar-binary       | data.directory is missing",
        "data { kind = cifar-binary, directory = \" \" } | data.directory = \" \", but must be a text",
        "data { kind = idx, directory = d, noise = 1 } | data.noise is not a key",
        "policy.formats = [int9]        | policy.formats[0]: There is no number format",
        "policy.formats = [int8, int8/uint8] | must be without repeats",
        "policy.first-layer = int       | policy.first-layer: There is no number format",
        "policy.weight-granularity = row| policy.weight-granularity: There is no granularity",
        "policy.weight-calibrator = max | policy.weight-calibrator: There is no calibrator",
        "policy.activation-calibrator = {} | policy.activation-calibrator = {}, but must be a te",
        "search.nsga2.populaton = 8     | search.nsga2.populaton is not a key",
        "search.nsga2.mutation-probability = 2 | = 2, but must be auto, or a number in [0, 1]",
        "search.tactic = nsga           | search.tactic = \"nsga\", but must be one of dynas-compat, fliqs, l",
        "search.mode = parallel         | search.mode = \"parallel\", but must be one of asynchronous, s",
        "search.linas.batch = 8         | search.linas.batch is not a key",
        "search.linas.initial = 0       | search.linas.initial = 0, but must be a whole number of at least 1",
        "search.linas.population = 1    | search.linas.population = 1, but must be a whole number of",
        "search.linas.least-batch = 51  | search.linas.most-batch = 50, but must be no less than least-batch",
        "constraints = \"macs <= 5\"     | constraints = \"macs <= 5\", but must be a list [ … ]",
        "constraints = [{}]             | constraints[0] = {}, but must be a text",
        "constraints = [\"macs <= 5\", \"macs >= 6\"] | but must be possible together, which macs <= 5 and",
        "constraints = [\"macs <= 5\", \"macs <= 5\"] | must be without repeats",
        "space.restrict = 3             | space.restrict: Configuration file 3 does not exist",
        "space.restict.stage1.width = 4 | space.restict is not a key",
        "space.restrict { kernel = 3, stage1.kernel = 5 } | space.restrict: stage1.kernel = [5] leaves",
        "custom-objectives = [no.Such]  | custom-objectives[0]: Class no.Such cannot be loaded: java.",
        "custom-objectives = [java.lang.String] | Class java.lang.String is no io.quarry.score.Custom",
        "custom-objectives = [\"io.quarry.config.Energy$NoConstructor\"] | NoConstructor has no public",
        "custom-objectives = [\"io.quarry.config.Energy$Throwing\"] | java.lang.IllegalStateException: no",
        "custom-objectives = [\"io.quarry.config.Energy$Taken\"] | and there is macs with macs",
        "custom-objectives = [\"io.quarry.config.Energy$Misnamed\"] | name it like energy-mj and its",
        "custom-objectives = [\"io.quarry.config.Energy$Stuck\"] | Stuck cannot travel to executors: java",
        "custom-objectives = [io.quarry.config.Energy], objectives = [energy-mj, macs] | reference-p",
        "search.reference-point.macs = 1| must be empty or give a value to each of [size-bytes, top1",
      })
  void aBadValueIsNamedWithWhatIsExpected(String text, String message) {
    assertThatThrownBy(() -> load(text))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("The configuration has a problem:")
        .hasMessageContaining(message);
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
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> SearchConfig.load(List.of(Path.of("no.conf")), List.of(), KNOWN))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Configuration file no.conf does not exist")
        .hasMessageContaining("Maybe");
  }

  @Test
  void aFileThatIsNoHoconIsNamedWithItsLine() {
    Path file = write("seed = 1\nsearch {");

    assertThatThrownBy(() -> SearchConfig.load(List.of(file), List.of(), KNOWN))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Configuration file " + file + " cannot be read:")
        .hasMessageContaining(": 2:");
  }

  @Test
  void aSubstitutionOfNothingIsNamed() {
    assertThatThrownBy(() -> load("name = ${nothing.there}"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("nothing.there");
  }

  @ParameterizedTest
  @ValueSource(strings = {"seed", "=3", ".a=3", "seed={", "a b..c=1"})
  void anOverrideThatIsNoKeyAndValueIsNamed(String override) {
    assertThatThrownBy(() -> SearchConfig.load(List.of(), List.of(override), KNOWN))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--set " + override);
  }

  private SearchConfig load(String text) {
    return SearchConfig.load(List.of(write(text)), List.of(), KNOWN);
  }

  private Path write(String text) {
    try {
      return Files.writeString(directory.resolve("my.conf"), text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
