package io.quarry.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.config.SearchConfig;
import io.quarry.report.Runs;
import io.quarry.score.Objectives;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An ablation from the configuration to its files, on Spark. */
class AblationIT {
  @TempDir private Path home;

  @Test
  void anAblationLeavesItsFilesAndIsPaidOnce() throws IOException {
    List<String> settings = new ArrayList<>(SparkEngineIT.SETTINGS);
    settings.add("search.evaluations=16");
    SearchConfig config = SearchConfig.load(List.of(), settings, Objectives.ALL);
    try (JavaSparkContext spark = spark()) {
      AblationResult first = ablate(spark, config);
      assertThat(first.fromStore()).isZero();
      assertThat(first.table().rows()).allMatch(row -> row.hypervolume() > 0);
      assertThat(names())
          .containsExactlyInAnyOrder(
              "config.conf",
              "driver-000001.lease",
              "progress.json",
              "measurements",
              "ablation.csv",
              "ablation-curve.csv",
              "front-joint.csv",
              "front-architecture-then-policy.csv",
              "front-policy-only.csv",
              "front-uniform.csv");
      String table = file("ablation.csv");
      assertThat(table)
          .isEqualTo(first.table().csv())
          .contains("\njoint,16,16,", "\narchitecture-then-policy,16,", "\npolicy-only,16,");
      assertThat(file("front-policy-only.csv"))
          .startsWith("key,top1_error_percent,size_bytes,architecture,policy\n");

      AblationResult second = ablate(spark, config);
      assertThat(second.paid()).isZero();
      assertThat(second.fromStore()).isEqualTo(first.paid());
      assertThat(file("ablation.csv")).isEqualTo(table);
    }
  }

  private AblationResult ablate(JavaSparkContext spark, SearchConfig config) {
    SparkEngine engine = new SparkEngine("local", new Configuration(), () -> spark);
    Runs runs = engine.runs(home.toString());
    return engine.ablate(config, runs, runs.open("run", config), this::start, () -> false);
  }

  private Progress.Work start(String name, long total) {
    return new Progress.Work() {
      @Override
      public void reach(long done, String detail) {
        assertThat(done).as(name).isLessThanOrEqualTo(total);
      }

      @Override
      public void close() {}
    };
  }

  private static JavaSparkContext spark() {
    return new JavaSparkContext(
        new SparkConf()
            .setMaster("local[2]")
            .setAppName("AblationIT")
            .set("spark.ui.enabled", "false"));
  }

  private String file(String name) throws IOException {
    return Files.readString(home.resolve("run").resolve(name), UTF_8);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("run"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .toList();
    }
  }
}
