package io.quarry.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.config.CodeVersion;
import io.quarry.data.Images;
import io.quarry.evaluate.ClusterReport.Clock;
import io.quarry.objective.Scores;
import io.quarry.outcome.Outcome;
import io.quarry.problem.InputException;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of two executors in processes of their own, seen from outside. */
class ClusterSurveyIT {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Set<String> STAGES = new ConcurrentSkipListSet<>();
  private static JavaSparkContext spark;

  @TempDir static Path directory;

  @BeforeAll
  static void open() throws IOException {
    Path metrics =
        Files.writeString(
            directory.resolve("metrics.properties"),
            "driver.sink.csv.class=org.apache.spark.metrics.sink.CsvSink\n"
                + "driver.sink.csv.period=1\n"
                + "driver.sink.csv.directory=%s\n".formatted(directory));
    spark =
        new JavaSparkContext(
            LocalCluster.conf(2, 1, "ClusterSurveyIT")
                .set("spark.metrics.conf", metrics.toString())
                .set("spark.metrics.namespace", "test"));
    spark
        .sc()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
                STAGES.add(
                    submitted.stageInfo().name()
                        + " / "
                        + submitted.properties().getProperty("spark.job.description"));
              }
            });
  }

  @AfterAll
  static void close() {
    spark.close();
  }

  @Test
  void everyExecutorTellsOfItselfAndItsHost() {
    spark.sc().setJobDescription("before");

    ClusterReport report = new ClusterSurvey(spark, PATIENCE).survey(1);

    assertThat(report.local()).isFalse();
    assertThat(report.executors()).isEqualTo(2);
    assertThat(report.slots()).isEqualTo(2);
    assertThat(report.overheadBytes()).isZero();
    assertThat(report.hosts()).extracting(HostReport::executor).containsExactly("0", "1");
    for (HostReport host : report.hosts()) {
      assertThat(host.java()).isEqualTo(Runtime.version().toString());
      assertThat(host.code()).isEqualTo(CodeVersion.text());
      assertThat(host.nativesProblem()).isEmpty();
      assertThat(host.runtime()).startsWith("onnxruntime ");
      assertThat(host.temporaryProblem()).isEmpty();
      assertThat(host.heapBytes()).isBetween(400L << 20, 512L << 20);
      assertThat(host.memoryBytes()).isGreaterThan(host.heapBytes());
      assertThat(host.cpu()).isEqualTo(Host.current().cpu());
    }
    assertThat(report.clocks()).extracting(Clock::executor).containsExactlyInAnyOrder("0", "1");
    for (Clock clock : report.clocks()) {
      // One machine, one clock: what is told lies within what is told of its uncertainty.
      assertThat(Math.abs(clock.aheadMs())).isLessThanOrEqualTo(clock.uncertaintyMs() + 1);
    }
    assertThat(report.latencyProblem())
        .singleElement()
        .asString()
        .contains("This cluster grants no resource \"latency\"");
    assertThat(STAGES)
        .contains(
            "Doctor: executors and their hosts / Doctor: executors and their hosts",
            "Doctor: clocks / Doctor: clocks");
    assertThat(spark.getLocalProperty("spark.job.description")).isEqualTo("before");
  }

  @Test
  void anExecutorThatDoesNotComeInTimeIsAnInputProblem() {
    assertThatThrownBy(() -> new ClusterSurvey(spark, Duration.ofNanos(1)).survey(1))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("No executor came and answered within 0 s")
        .hasMessageContaining("Maybe the cluster has no worker");
  }

  @Test
  void aSearchIsSeenInSparksMetricsAndItsStagesSayWhatTheyAre() throws IOException {
    List<Candidate> candidates =
        IntStream.range(0, 6).mapToObj(i -> Candidate.of(Map.of("x", String.valueOf(i)))).toList();
    List<Outcome> outcomes = new ArrayList<>();
    List<Double> queues = new ArrayList<>();
    try (SparkEvaluator evaluator =
        new SparkEvaluator(
            spark,
            new Halves(),
            new RunIdentity("run", "c", "s", "d", "v"),
            new Seeds(1),
            new Endurance(Duration.ofSeconds(30), 2))) {
      WatchedEvaluator watched = evaluator.watched();
      watched.reached(10, 1, 4, 0.625);
      watched.evaluate(
          "Batch 3: 6 candidates",
          candidates,
          outcome -> {
            outcomes.add(outcome);
            queues.add(evaluator.metrics().applyAsDouble("queue"));
          },
          () -> false);
      SparkEnv.get().metricsSystem().report();
      ToDoubleFunction<String> shown = evaluator.metrics();
      assertThat(shown.applyAsDouble("evaluations_paid")).isEqualTo(6);
      assertThat(shown.applyAsDouble("failures")).isEqualTo(3);
      assertThat(shown.applyAsDouble("evaluations_per_minute")).isPositive();
      assertThat(shown.applyAsDouble("slot_efficiency")).isBetween(0.0, 1.0);
    }

    assertThat(outcomes).hasSize(6);
    assertThat(queues).containsExactly(5.0, 4.0, 3.0, 2.0, 1.0, 0.0);
    assertThat(STAGES).contains("Batch 3: 6 candidates / Batch 3: 6 candidates");
    assertThat(lastReported("evaluations")).isEqualTo(10);
    assertThat(lastReported("evaluations_paid")).isEqualTo(6);
    assertThat(lastReported("failures")).isEqualTo(3);
    assertThat(lastReported("infeasible")).isEqualTo(1);
    assertThat(lastReported("front_size")).isEqualTo(4);
    assertThat(lastReported("hypervolume")).isEqualTo(0.625);
    assertThat(lastReported("slots")).isEqualTo(2);
  }

  /** The last value that Spark's sink for CSV wrote of a gauge. */
  private static double lastReported(String name) throws IOException {
    Path file = directory.resolve("test.driver.quarry.%s.csv".formatted(name));
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    return Double.parseDouble(lines.get(lines.size() - 1).split(",", 2)[1]);
  }

  /** Scores even candidates. */
  private static final class Halves implements Scorer {
    private static final long serialVersionUID = 1L;

    @Override
    public Scores score(Candidate candidate) {
      int x = Integer.parseInt(candidate.value("x"));
      if (x % 2 > 0) {
        throw new IllegalStateException("odd");
      }
      return Scores.of(Map.of("x", (double) x));
    }

    @Override
    public byte[] model(Candidate candidate) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Finalist confirm(Candidate candidate, Images test) {
      throw new UnsupportedOperationException();
    }
  }
}
