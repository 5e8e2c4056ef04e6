package io.quarry.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.data.Images;
import io.quarry.latency.ControlModel;
import io.quarry.latency.ModelTimer;
import io.quarry.latency.Protocol;
import io.quarry.objective.Scores;
import io.quarry.outcome.Timing;
import io.quarry.problem.InputException;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

class SparkTimerIT {
  private static final Endurance ENDURANCE = new Endurance(Duration.ofMinutes(5), 2);
  private static final RunIdentity IDENTITY =
      new RunIdentity("run", "configuration", "supernet", "data", "code");
  private static final Protocol PROTOCOL = new Protocol(1, 1, 1e6, 1, 1e6, 1);
  private static final Path DISCOVERY = Path.of("../cluster-conf/latency/discover-latency.sh");

  @Test
  void inLocalModeGroupsFollowEachOther() {
    try (JavaSparkContext spark = new JavaSparkContext(conf("local[2]"))) {
      List<List<Timing>> groups = time(spark, 10);
      assertThat(groups).extracting(List::size).containsExactly(8, 2);
      assertThat(groups.stream().flatMap(List::stream).map(Timing::candidate).toList())
          .isEqualTo(candidates(10));
      Timing first = groups.get(0).get(0);
      assertThat(first.latency().medianMs()).isPositive();
      assertThat(first.on().hostClass()).isEqualTo("edge");
      assertThat(first.on().runtime()).startsWith("onnxruntime ");
      assertThat(first.supernetHash()).isEqualTo("supernet");
    }
  }

  @Test
  void aHostThatCannotTimeEndsTheRunWithWhatItSays() {
    Scorer unfit =
        new Unfit("Native libraries do not load on platform none", "leave such hosts out.");
    try (JavaSparkContext spark = new JavaSparkContext(conf("local[2]"));
        SparkEvaluator evaluator =
            new SparkEvaluator(spark, unfit, IDENTITY, new Seeds(1), ENDURANCE)) {
      CandidateTimer timer = evaluator.timer("edge", PROTOCOL);
      assertThatThrownBy(
              () ->
                  timer.time(
                      candidates(1),
                      Timing.Purpose.SEARCH,
                      ModelTimer.ANY_PACE,
                      t -> {},
                      () -> false))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("Native libraries do not load on platform none")
          .hasMessageContaining("Maybe leave such hosts out.");
    }
  }

  @Test
  void whoStopsGetsNothingMore() {
    try (JavaSparkContext spark = new JavaSparkContext(conf("local[2]"));
        SparkEvaluator evaluator = evaluator(spark)) {
      List<List<Timing>> groups = new ArrayList<>();
      evaluator
          .timer("edge", PROTOCOL)
          .time(
              candidates(20),
              Timing.Purpose.SEARCH,
              ModelTimer.ANY_PACE,
              groups::add,
              () -> !groups.isEmpty());
      assertThat(groups).hasSize(1);
    }
  }

  /** A real cluster of one worker in a process of its own, which has the resource. */
  @Test
  void onAClusterATaskTakesTheResource() throws IOException {
    SparkConf conf =
        cluster()
            .set("spark.worker.resource.latency.amount", "1")
            .set(
                "spark.worker.resource.latency.discoveryScript",
                DISCOVERY.toAbsolutePath().normalize().toString())
            .set("spark.executor.resource.latency.amount", "1");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      List<List<Timing>> groups = time(spark, 10);
      assertThat(groups.stream().flatMap(List::stream).map(Timing::candidate).toList())
          .containsExactlyInAnyOrderElementsOf(candidates(10));
    }
  }

  @Test
  void aClusterWithoutTheResourceIsRefusedWithTheWayToGrantIt() throws IOException {
    try (JavaSparkContext spark = new JavaSparkContext(cluster())) {
      assertThatThrownBy(() -> time(spark, 1))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("This cluster grants no resource \"latency\"")
          .hasMessageContaining("spark.executor.resource.latency.amount=1");
    }
  }

  @Test
  void aClusterThatCopiesSingleTasksIsRefused() throws IOException {
    SparkConf conf =
        cluster()
            .set("spark.speculation", "true")
            .set("spark.speculation.task.duration.threshold", "1min");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      assertThatThrownBy(() -> time(spark, 1))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("spark.speculation.task.duration.threshold makes Spark start");
    }
  }

  private static List<List<Timing>> time(JavaSparkContext spark, int count) {
    List<List<Timing>> groups = new ArrayList<>();
    try (SparkEvaluator evaluator = evaluator(spark)) {
      evaluator
          .timer("edge", PROTOCOL)
          .time(
              candidates(count),
              Timing.Purpose.SEARCH,
              ModelTimer.ANY_PACE,
              groups::add,
              () -> false);
    }
    return groups;
  }

  private static SparkEvaluator evaluator(JavaSparkContext spark) {
    return new SparkEvaluator(spark, new OneModel(), IDENTITY, new Seeds(1), ENDURANCE);
  }

  private static List<Candidate> candidates(int count) {
    return IntStream.range(0, count)
        .mapToObj(x -> Candidate.of(Map.of("x", String.valueOf(x))))
        .toList();
  }

  private static SparkConf cluster() throws IOException {
    return LocalCluster.conf(1, 2, "SparkTimerIT").set("spark.executor.memory", "1g");
  }

  private static SparkConf conf(String master) {
    return new SparkConf()
        .setMaster(master)
        .setAppName("SparkTimerIT")
        .set("spark.ui.enabled", "false");
  }

  /** Every candidate is the control model. */
  private record OneModel() implements Scorer {
    @Override
    public Scores score(Candidate candidate) {
      return Scores.of(Map.of());
    }

    @Override
    public byte[] model(Candidate candidate) {
      return ControlModel.bytes();
    }

    @Override
    public Finalist confirm(Candidate candidate, Images test) {
      throw new UnsupportedOperationException("Nothing is confirmed here");
    }
  }

  /** Nothing runs on its hosts. */
  private record Unfit(String problem, String advice) implements Scorer {
    @Override
    public void prepare() {
      throw new InputException(problem, advice);
    }

    @Override
    public Scores score(Candidate candidate) {
      throw new UnsupportedOperationException("Nothing is scored here");
    }

    @Override
    public byte[] model(Candidate candidate) {
      throw new UnsupportedOperationException("Nothing is exported here");
    }

    @Override
    public Finalist confirm(Candidate candidate, Images test) {
      throw new UnsupportedOperationException("Nothing is confirmed here");
    }
  }
}
