package io.quarry.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.config.SearchConfig;
import io.quarry.objective.Constraint;
import io.quarry.objective.Objective;
import io.quarry.outcome.Failed;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.quantize.Policy;
import io.quarry.report.RunDirectory;
import io.quarry.report.Runs;
import io.quarry.score.Objectives;
import io.quarry.space.Candidate;
import io.quarry.store.MeasurementStore;
import io.quarry.store.StoredOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches of one supernet with constraints, restrictions and an objective of a user's own. */
class ConstrainedSearchIT {
  private static final Objective LAYERS = new Float32Layers().objective();
  private static final String CUSTOM = "custom-objectives=[io.quarry.search.Float32Layers]";

  @TempDir private static Path home;

  private static JavaSparkContext spark;

  @BeforeAll
  static void open() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("ConstrainedSearchIT")
                .set("spark.ui.enabled", "false"));
  }

  @AfterAll
  static void close() {
    spark.close();
  }

  @Test
  void aUsersObjectiveIsMeasuredConstrainedStoredAndReported() throws IOException {
    Run run =
        new Run(
            "custom",
            CUSTOM,
            "constraints=[\"float32-layers <= 1\"]",
            "space.restrict={stage1={kernel=3,depth=[1]},stem.format=[int8,float32]}");
    SearchResult result = run.search();

    List<Measurement> measured = measurements(run.outcomes());
    assertThat(measured).hasSize(30);
    for (Measurement measurement : measured) {
      Candidate candidate = measurement.candidate();
      Candidate policy = candidate.restrictedTo(Policy::isDecision);
      long layers = policy.values().values().stream().filter("float32/float32"::equals).count();
      assertThat(measurement.scores().of(LAYERS)).isEqualTo((double) layers);
      assertThat(candidate.value("stage1.block1.kernel")).isEqualTo("3");
      assertThat(candidate.decides("stage1.block2.kernel")).isFalse();
      assertThat(candidate.value("stem.format")).isIn("int8/uint8", "float32/float32");
    }
    long broken = measured.stream().filter(m -> m.scores().of(LAYERS) > 1).count();
    assertThat(broken).isPositive();
    assertThat(result.summary().evaluations().infeasible()).isEqualTo((int) broken);
    assertThat(result.summary().nearestMiss()).isEmpty();
    assertThat(result.front().front().points())
        .isNotEmpty()
        .allMatch(point -> point.scores().of(LAYERS) <= 1);
    assertThat(run.file("front.csv"))
        .startsWith("key,top1_error_percent,size_bytes,float32_layers,test_top1_error_percent,");
    assertThat(run.file("summary.json")).contains("\"float32-layers <= 1\"");
  }

  @Test
  void aUsersObjectiveIsOptimised() {
    Run run =
        new Run(
            "optimised",
            CUSTOM,
            "objectives=[top1-error,float32-layers]",
            "search.reference-point={top1-error=75,float32-layers=12}");
    SearchResult result = run.search();

    assertThat(result.front().front().objectives()).containsExactly(Objectives.TOP1_ERROR, LAYERS);
    assertThat(result.summary().hypervolume()).isPositive();
    assertThat(result.front().text()).contains("float32-layers");
  }

  @Test
  void whatIsNoNumberOrThrowsIsAFailureWithItsReason() {
    Run run = new Run("choosy", "custom-objectives=[\"io.quarry.search.Float32Layers$Choosy\"]");
    run.search();

    for (Outcome outcome : run.outcomes()) {
      String stem = outcome.candidate().value("stem.format");
      if (stem.equals("float32/float32")) {
        assertThat(cause(outcome)).endsWith(": Objective float32-layers measured NaN");
      } else if (stem.equals("int8/uint8")) {
        assertThat(cause(outcome))
            .endsWith(": Objective float32-layers failed; caused by java.io.IOException: no meter");
      } else {
        assertThat(outcome).isInstanceOf(Measurement.class);
      }
    }
    assertThat(run.outcomes().stream().filter(Failed.class::isInstance)).hasSizeGreaterThan(2);
  }

  @Test
  void whereNothingIsFeasibleTheFrontIsEmptyAndTheNearestMissStored() throws IOException {
    Run run = new Run("infeasible", "constraints=[\"size-bytes <= 1\", \"top1-error <= 99.5\"]");
    SearchResult result = run.search();

    assertThat(run.file("front.csv"))
        .isEqualTo("key,top1_error_percent,size_bytes,architecture,policy\n");
    assertThat(result.summary().frontSize()).isZero();
    assertThat(result.summary().hypervolume()).isZero();
    assertThat(result.summary().evaluations().infeasible()).isEqualTo(30);
    double least =
        measurements(run.outcomes()).stream()
            .mapToDouble(m -> Constraint.violation(run.config.constraints(), m.scores()))
            .min()
            .orElseThrow();
    assertThat(result.summary().nearestMiss())
        .singleElement()
        .satisfies(miss -> assertThat(miss.violation()).isEqualTo(least));
    assertThat(run.file("summary.json"))
        .contains("\"nearest_miss\" : [", "\"constraint\" : \"size-bytes <= 1\"");
    assertThat(run.directory().resolve("models")).doesNotExist();
  }

  @Test
  void uniformFormatsAreScoredOnTheExtremeNetworksAndThenItEnds() {
    Run run = new Run("uniform", "search.tactic=uniform", "space.restrict.stage1.depth=1");
    SearchResult result = run.search();

    List<Outcome> outcomes = run.outcomes();
    assertThat(outcomes).hasSize(2 * run.config.policy().formats().size());
    assertThat(result.summary().evaluations().paid()).isEqualTo(outcomes.size());
    for (Outcome outcome : outcomes) {
      assertThat(outcome.candidate().restrictedTo(Policy::isDecision).values().values())
          .containsOnly(outcome.candidate().value("stem.format"));
      assertThat(outcome.candidate().value("stage1.depth")).isEqualTo("1");
    }
  }

  @Test
  void oneObjectiveHasItsBestPointsAsTheFront() throws IOException {
    Run run = new Run("one", "objectives=[size-bytes]");
    SearchResult result = run.search();

    double least =
        measurements(run.outcomes()).stream()
            .mapToDouble(measurement -> measurement.scores().of(Objectives.SIZE_BYTES))
            .min()
            .orElseThrow();
    assertThat(result.front().front().points())
        .isNotEmpty()
        .allMatch(point -> point.scores().of(Objectives.SIZE_BYTES) == least);
    assertThat(result.summary().hypervolume())
        .isEqualTo(result.summary().referencePoint().get("size-bytes") - least);
  }

  @Test
  void fiveObjectivesAreSearchedFor() {
    Run run = new Run("five", "objectives=[top1-error,loss,size-bytes,macs,bops]");
    SearchResult result = run.search();

    assertThat(result.summary().evaluations().paid()).isEqualTo(30);
    assertThat(result.summary().hypervolume()).isPositive();
    assertThat(result.front().front().points()).hasSizeGreaterThan(3);
  }

  private static String cause(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Failed.class);
    return ((Failed) outcome).cause();
  }

  private static List<Measurement> measurements(List<Outcome> outcomes) {
    return outcomes.stream().map(Measurement.class::cast).toList();
  }

  /** A run in the one directory of runs, whose supernet they share, with nothing shown. */
  private static final class Run implements Progress {
    private final SparkEngine engine = new SparkEngine("local", new Configuration(), () -> spark);
    private final Runs runs = engine.runs(home.toString());
    private final String name;
    private final SearchConfig config;

    Run(String name, String... more) {
      this.name = name;
      List<String> settings = new ArrayList<>(SparkEngineIT.SETTINGS);
      settings.addAll(List.of(more));
      this.config = SearchConfig.load(List.of(), settings, Objectives.ALL);
    }

    SearchResult search() {
      engine.plan(config, runs);
      return engine.search(config, runs, open(), this, () -> false);
    }

    List<Outcome> outcomes() {
      List<Objective> objectives =
          Stream.concat(Objectives.SCORED.stream(), Stream.of(LAYERS)).toList();
      return MeasurementStore.open(open().measurements(), objectives, Policy::isDecision)
          .read()
          .entries()
          .stream()
          .map(StoredOutcome::outcome)
          .toList();
    }

    Path directory() {
      return home.resolve(name);
    }

    String file(String file) throws IOException {
      return Files.readString(directory().resolve(file), UTF_8);
    }

    private RunDirectory open() {
      return runs.open(name, config);
    }

    @Override
    public Work start(String work, long total) {
      return new Work() {
        @Override
        public void reach(long done, String detail) {}

        @Override
        public void close() {}
      };
    }
  }
}
