package io.quarry.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.config.SearchConfig;
import io.quarry.outcome.Measurement;
import io.quarry.problem.InputException;
import io.quarry.report.Ending;
import io.quarry.report.Learned;
import io.quarry.report.Runs;
import io.quarry.score.Objectives;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One-shot searches, of a supernet that is trained in a second. */
class FliqsIT {
  /** Without a target. */
  static final List<String> SETTINGS =
      Stream.concat(
              SparkEngineIT.SETTINGS.stream(),
              Stream.of(
                  "search.tactic=fliqs",
                  "policy.formats=[int8,int4,int2]",
                  "supernet.recipe.phases=[{kind=largest,epochs=3,learning-rate=0.1,warmup-fraction=0}]",
                  "fliqs.epochs=4"))
          .toList();

  private static final String TARGET = "fliqs.target.gbops=0.0005";

  @TempDir private Path home;

  @Test
  void whatTheControllerEndsWithIsMeasuredWithTheWeightsItEndedWith() throws IOException {
    try (JavaSparkContext spark = spark()) {
      LocalRun run = new LocalRun(home, "whole", spark, config(TARGET));
      SearchResult result = run.search(() -> false);
      assertThat(result.summary().evaluations().failed()).isZero();
      int paid = result.summary().evaluations().paid();
      assertThat(paid).isBetween(1, 2);
      assertThat(run.open().progress().orElseThrow().budget()).isEqualTo(paid);
      assertThat(result.summary().ended()).isEqualTo(Ending.EVALUATIONS);
      assertThat(result.front().front().points())
          .anySatisfy(
              point -> {
                assertThat(point.scores().of(Objectives.BOPS)).isLessThanOrEqualTo(0.0005e9);
                assertThat(point.candidate().value("stage1.width")).isEqualTo("8");
              });
      assertThat(Files.readAllLines(run.directory().resolve("controller.csv")))
          .contains("decision,value,probability")
          .anyMatch(line -> line.startsWith("stem.format,int2/uint2,"));
      Path supernets = home.resolve("whole").resolve("supernets");
      assertThat(supernets.resolve(Runs.supernetFile(run.config()))).exists();
      assertThat(supernets.resolve(Runs.supernetFile(config("search.tactic=random")))).exists();

      LocalRun stopped = new LocalRun(home, "stopped", spark, run.config());
      assertThatThrownBy(() -> stopped.search(after(50)))
          .isInstanceOf(StoppedException.class)
          .hasMessageMatching("Training stopped after step \\d+ of 40; the next start.*");
      stopped.search(() -> false);
      assertThat(Files.readAllBytes(stopped.directory().resolve("front.csv")))
          .isEqualTo(Files.readAllBytes(run.directory().resolve("front.csv")));
      assertThat(Files.readAllBytes(stopped.directory().resolve("controller.csv")))
          .isEqualTo(Files.readAllBytes(run.directory().resolve("controller.csv")));
    }
  }

  @Test
  void architecturesAreSearchedToo() throws IOException {
    try (JavaSparkContext spark = spark()) {
      LocalRun run =
          new LocalRun(home, "joint", spark, config(TARGET, "fliqs.architectures=joint"));
      run.search(() -> false);
      assertThat(Files.readAllLines(run.directory().resolve("controller.csv")))
          .anyMatch(line -> line.startsWith("stage1.width,4,"));
    }
  }

  @Test
  void aBlockHasTheSameWeightsAndTheSameActivations() throws IOException {
    try (JavaSparkContext spark = spark()) {
      LocalRun run =
          new LocalRun(
              home,
              "blocks",
              spark,
              config(
                  TARGET,
                  "fliqs.decide=block",
                  "fliqs.formats=apart",
                  "policy.formats=[int8/uint8,int8/uint4,int2/uint8,int2/uint4]",
                  "policy.last-layer=int8"));
      SearchResult result = run.search(() -> false);
      assertThat(Files.readAllLines(run.directory().resolve("controller.csv")))
          .anyMatch(line -> line.startsWith("stage1.block1.fused.weight.format,int2,"))
          .anyMatch(line -> line.startsWith("stage1.block1.fused.activation.format,uint4,"))
          .contains("classifier.weight.format,int8,1.0");
      Learned learned = result.summary().learned().get(0);
      assertThat(learned.lastDrawn()).hasSize(1);
      for (Measurement point : result.front().front().points()) {
        Set<String> formats =
            point.candidate().values().entrySet().stream()
                .filter(entry -> entry.getKey().matches("stage1.block1.*format"))
                .map(Map.Entry::getValue)
                .collect(Collectors.toSet());
        assertThat(formats).hasSize(1);
      }
    }
  }

  @Test
  void aTargetOutOfReachIsRefusedBeforeAnythingTrains() {
    try (JavaSparkContext spark = spark()) {
      LocalRun run = new LocalRun(home, "far", spark, config("fliqs.target.gbops=7"));
      assertThatThrownBy(() -> run.search(() -> false))
          .isInstanceOf(InputException.class)
          .hasMessageMatching(
              "(?s)fliqs.target = 7.000 GBOPs cannot be met: the least possible is 0\\.\\d+, the"
                  + " greatest 0\\.\\d+.*");
      assertThat(home.resolve("far").resolve("supernets")).doesNotExist();
    }
  }

  private static SearchConfig config(String... more) {
    List<String> settings = new ArrayList<>(SETTINGS);
    settings.addAll(List.of(more));
    return SearchConfig.load(List.of(), settings, Objectives.ALL);
  }

  private static JavaSparkContext spark() {
    return new JavaSparkContext(
        new SparkConf()
            .setMaster("local[2]")
            .setAppName("FliqsIT")
            .set("spark.ui.enabled", "false"));
  }

  /** Becomes true when it was asked so often. */
  static BooleanSupplier after(int questions) {
    int[] asked = {0};
    return () -> ++asked[0] > questions;
  }
}
