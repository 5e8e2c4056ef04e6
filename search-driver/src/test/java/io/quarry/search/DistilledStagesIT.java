package io.quarry.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.config.SearchConfig;
import io.quarry.problem.InputException;
import io.quarry.report.Runs;
import io.quarry.score.Objectives;
import io.quarry.store.Directory;
import io.quarry.store.TravellingDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stages of a supernet of one stage, two block types and two widths, in a second or two. */
class DistilledStagesIT {
  private static final String[] NARROW = {"hyperspace.window=1"};

  @TempDir private Path home;

  private final List<String> works = new ArrayList<>();

  @Test
  void nothingIsDistilledTwice() throws IOException {
    SearchConfig config = config(NARROW);
    StageFigures figures;
    try (JavaSparkContext spark = spark(2)) {
      StageWork work = engine(spark).stages(config, runs(config));
      StagePlan plan = work.plan();
      assertThat(plan.stages()).isEqualTo(4);
      assertThat(plan.distilled()).isZero();
      assertThat(plan.teacher()).endsWith(".safetensors (to be trained)");
      assertThat(plan.hosts()).startsWith("edge: cpu");
      assertThat(plan.timed().rows()).hasSize(4 * 5);

      figures = work.distilled(progress(), () -> false);
      assertThat(works).containsExactly("training", "distilling 4 of 4 stages");
      assertThat(figures.fixedMs()).isEqualTo(plan.timed().fixedMs());
      assertThat(figures.rows()).hasSameSizeAs(plan.timed().rows());
      assertThat(figures.rows())
          .allSatisfy(
              row -> {
                assertThat(row.int8Loss()).isPositive();
                assertThat(row.latencyMs()).isPositive();
                assertThat(row.macs()).isPositive();
                assertThat(row.window()).hasSize(1);
              });

      works.clear();
      Files.delete(stages().get(1));
      assertThat(work.plan().distilled()).isEqualTo(3);
      assertThat(work.distilled(progress(), () -> false)).isEqualTo(figures);
      assertThat(works).containsExactly("distilling 1 of 4 stages");

      works.clear();
      SearchConfig wide = config();
      assertThat(engine(spark).stages(wide, runs(wide)).distilled(progress(), () -> false).rows())
          .hasSize(2 * 5);
      assertThat(works).containsExactly("distilling 2 of 2 stages");
    }

    works.clear();
    delete("supernets");
    StageWork again =
        engineWithoutSpark().stages(config("hyperspace.latency-ms=[3]", NARROW[0]), runs(config));
    assertThat(again.plan().distilled()).isEqualTo(4);
    assertThat(again.plan().teacher()).endsWith(".safetensors (to be trained), needed no more");
    assertThat(again.distilled(progress(), () -> false)).isEqualTo(figures);
    assertThat(works).isEmpty();
  }

  @Test
  void equalSeedsGiveEqualLossesOnAnyNumberOfSlots() {
    List<List<StageFigures.Row>> found = new ArrayList<>();
    for (int slots = 1; slots <= 2; slots++) {
      try (JavaSparkContext spark = spark(slots)) {
        SearchConfig config = config();
        Runs runs = runs(config, "slots" + slots);
        found.add(engine(spark).stages(config, runs).distilled(progress(), () -> false).rows());
      }
    }
    assertThat(found.get(1)).isEqualTo(found.get(0));
  }

  @Test
  void oneThatIsStoppedLeavesNoHalfOfAStage() throws IOException {
    SearchConfig config = config("hyperspace.distillation.float32.epochs=500");
    try (JavaSparkContext spark = spark(2)) {
      engine(spark).train(config.teacher(), runs(config), new Silence(), () -> false);
      StageWork work = engine(spark).stages(config, runs(config));
      assertThatThrownBy(() -> work.distilled(progress(), () -> true))
          .isInstanceOf(StoppedException.class)
          .hasMessageStartingWith("Stopped while stages were distilled; those that are done");
      assertThat(stages()).isEmpty();
      assertThat(work.plan().distilled()).isZero();
    }
  }

  @Test
  void aGivenTeacherIsHeldAgainstTheSpace() {
    SearchConfig config = config();
    Runs runs = runs(config);
    String own = engineWithoutSpark().train(config.teacher(), runs, new Silence(), () -> false);
    SearchConfig taught = config("hyperspace.teacher=" + own);
    StagePlan plan = engineWithoutSpark().stages(taught, runs).plan();
    assertThat(plan.teacher()).isEqualTo(own);
    assertThat(plan.location())
        .isNotEqualTo(engineWithoutSpark().stages(config, runs).plan().location());

    assertRefused(
        config("hyperspace.teacher=" + own, "supernet.stem.widths=[8]"),
        "Teacher " + own + " is of another search space:");
    assertRefused(
        config("hyperspace.teacher=" + own, "data.classes=5"),
        "Teacher " + own + " is of other images or classes: its classifier.");
    assertRefused(config("hyperspace.teacher=" + own + "x"), "There is no teacher " + own + "x");
    assertThatThrownBy(
            () ->
                engineWithoutSpark()
                    .train(config("seed=6").teacher(), runs, new Silence(), FliqsIT.after(3)))
        .isInstanceOf(StoppedException.class);
    assertRefused(
        config(
            "hyperspace.teacher=%s/%s"
                .formatted(runs.supernets(), Runs.supernetFile(config("seed=6").teacher()))),
        " is not trained to its end: it is at step 4 of 30");
  }

  @Test
  void whatCannotBeIsRefusedBeforeAnythingRuns() throws IOException {
    assertRefused(
        config("latency.host-class=other"),
        "There is no latency profile " + home.resolve("runs/profiles/other.json"),
        "quarry profile CONF --host-class other --runs " + home.resolve("runs"));
    Files.copy(home.resolve("runs/profiles/edge.json"), home.resolve("runs/profiles/other.json"));
    assertRefused(
        config("latency.host-class=other"), "is of other hosts: host class edge, not other");
    assertRefused(config("latency.threads=2"), "is of other hosts: threads 1, not 2");
    assertRefused(
        config("data.size-pixels=8", "supernet.stem.stride=2", stages(3)),
        "Distilling stage 2, fused, widths [4, 8]: it puts out single pixels");
  }

  @Test
  void aTornStageIsNamed() throws IOException {
    SearchConfig config = config();
    Path directory = Path.of(engineWithoutSpark().stages(config, runs(config)).plan().location());
    Files.createDirectories(directory);
    Files.write(directory.resolve("stage1-fused-4-8.parquet"), new byte[] {1, 2, 3});
    assertThatThrownBy(() -> engineWithoutSpark().stages(config, runs(config)).plan())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("stage1-fused-4-8.parquet is no distilled stage: it is torn")
        .hasMessageContaining("Maybe delete it");
  }

  @Test
  void whatExecutorsDoNotReachIsNamed() {
    SearchConfig config = config();
    Workload workload = Workload.load(config);
    Directory elsewhere = Directory.of(home.resolve("elsewhere").toString(), new Configuration());
    StageTrainings trainings =
        new StageTrainings(
            StageChoices.of(workload.net(), 2),
            workload.task(),
            Supernets.untrained(workload),
            config.hyperspace().distillation(),
            1,
            TravellingDirectory.of(elsewhere, new Configuration()),
            "marker");
    assertThat(trainings.train(0, 1, done -> {}, () -> false))
        .startsWith("stage1-inverted-4-8: The executor on ")
        .contains(" does not see " + home.resolve("elsewhere/marker"))
        .contains("Maybe --runs has to name what all hosts reach");
  }

  private void assertRefused(SearchConfig config, String... messages) {
    runs(config());
    Runs runs = engineWithoutSpark().runs(home.resolve("runs").toString());
    assertThatThrownBy(() -> engineWithoutSpark().stages(config, runs))
        .isInstanceOf(InputException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(messages));
  }

  /** The files of distilled stages. */
  private List<Path> stages() throws IOException {
    try (Stream<Path> files = Files.walk(home.resolve("runs"))) {
      return files.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
    }
  }

  private static String stages(int count) {
    String stage = "{blocks=[fused],depths=[1],widths=[4,8],kernels=[3],expansions=[1],stride=2}";
    return "supernet.stages=[" + String.join(",", Collections.nCopies(count, stage)) + "]";
  }

  private void delete(String inner) throws IOException {
    Directory.of(home.resolve("runs").toString(), new Configuration(false)).delete(inner);
  }

  private Runs runs(SearchConfig config) {
    return runs(config, "runs");
  }

  /** A directory of runs with a profile of the class of hosts. */
  private Runs runs(SearchConfig config, String name) {
    Runs runs = engineWithoutSpark().runs(home.resolve(name).toString());
    if (!runs.profiles().holds("edge.json")) {
      FakeProfile.write(config, "edge", runs);
    }
    return runs;
  }

  private Progress progress() {
    return (name, total) -> {
      works.add(name);
      return new Silence().start(name, total);
    };
  }

  private static SparkEngine engine(JavaSparkContext spark) {
    return new SparkEngine("local", new Configuration(), () -> spark);
  }

  private static SparkEngine engineWithoutSpark() {
    return new SparkEngine(
        "none",
        new Configuration(),
        () -> {
          throw new IllegalStateException("Nothing is left to distil");
        });
  }

  private static JavaSparkContext spark(int slots) {
    return new JavaSparkContext(
        new SparkConf()
            .setMaster("local[%d]".formatted(slots))
            .setAppName("DistilledStagesIT")
            .set("spark.ui.enabled", "false"));
  }

  private static SearchConfig config(String... more) {
    List<String> settings = new ArrayList<>(SparkEngineIT.SETTINGS);
    settings.add("latency.host-class=edge");
    settings.add(
        "hyperspace.distillation={float32.epochs=0.2,int8.epochs=0.1,sub-stages=5,"
            + "calibration-images=16,evaluation-images=32}");
    settings.addAll(Arrays.asList(more));
    return SearchConfig.load(List.of(), settings, Objectives.ALL);
  }
}
