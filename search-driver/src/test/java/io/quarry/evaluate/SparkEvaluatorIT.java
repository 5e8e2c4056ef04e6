package io.quarry.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.arch.Shape;
import io.quarry.data.Images;
import io.quarry.objective.Scores;
import io.quarry.outcome.Failed;
import io.quarry.outcome.Measurement;
import io.quarry.outcome.Outcome;
import io.quarry.problem.InputException;
import io.quarry.seed.Seeds;
import io.quarry.space.Candidate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SparkEvaluatorIT {
  private static final Endurance ENDURANCE = new Endurance(Duration.ofMinutes(5), 2);
  private static final Endurance HASTY = new Endurance(Duration.ofSeconds(1), 2);

  /** Whether who hangs may go. */
  private static volatile boolean released;

  private static final RunIdentity IDENTITY =
      new RunIdentity("run", "configuration", "supernet", "data", "code");
  private static JavaSparkContext spark;

  @BeforeAll
  static void open() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("SparkEvaluatorIT")
                .set("spark.ui.enabled", "false"));
  }

  @AfterAll
  static void close() {
    spark.close();
  }

  @Test
  void everyCandidateComesBackOnceWithItsProvenance() {
    List<Candidate> candidates = candidates(40);
    List<Outcome> outcomes =
        evaluate(c -> scores(Double.parseDouble(c.value("x"))), candidates, ENDURANCE);
    assertThat(outcomes)
        .extracting(Outcome::candidate)
        .containsExactlyInAnyOrderElementsOf(candidates);
    for (Outcome outcome : outcomes) {
      assertThat(outcome).isInstanceOf(Measurement.class);
      double x = Double.parseDouble(outcome.candidate().value("x"));
      assertThat(((Measurement) outcome).scores()).isEqualTo(scores(x));
      assertThat(outcome.provenance().run()).isEqualTo("run");
      assertThat(outcome.provenance().host()).isNotBlank();
      assertThat(outcome.provenance().cpu()).isNotBlank();
      assertThat(outcome.provenance().seed())
          .isEqualTo(new Seeds(1).child("candidate", outcome.candidate().key()).value());
    }
  }

  @Test
  void aCandidateThatThrowsIsAFailureWithItsCausesAndHarmsNoOther() {
    Fake scorer =
        candidate -> {
          if (candidate.value("x").equals("3")) {
            throw new IllegalStateException("three", new ArithmeticException("no threes"));
          }
          return scores(1);
        };
    Map<Boolean, List<Outcome>> outcomes =
        evaluate(scorer, candidates(8), ENDURANCE).stream()
            .collect(Collectors.partitioningBy(Failed.class::isInstance));
    assertThat(outcomes.get(false)).hasSize(7);
    assertThat(outcomes.get(true)).hasSize(1);
    assertThat(((Failed) outcomes.get(true).get(0)).cause())
        .isEqualTo(
            "java.lang.IllegalStateException: three; caused by"
                + " java.lang.ArithmeticException: no threes");
  }

  @Test
  void aStoppedBatchGivesUpWhatHasNotArrived() {
    List<Outcome> outcomes = new ArrayList<>();
    Fake scorer = candidate -> scores(1);
    try (SparkEvaluator evaluator =
        new SparkEvaluator(spark, scorer, IDENTITY, new Seeds(1), ENDURANCE)) {
      evaluator.evaluate("test", candidates(2_000), outcomes::add, () -> true);
    }
    assertThat(outcomes).hasSizeLessThan(2_000);
  }

  @Test
  void finalistsComeBackInTheirOrderWithTheirModels() {
    Images test = new Images(new Shape(1, 1, 1), new byte[3], new byte[3]);
    List<Candidate> candidates = candidates(5);
    try (SparkEvaluator evaluator =
        new SparkEvaluator(spark, (Fake) c -> scores(1), IDENTITY, new Seeds(1), ENDURANCE)) {
      List<Finalist> finalists = evaluator.confirm(candidates, test);
      assertThat(finalists).extracting(Finalist::candidate).isEqualTo(candidates);
      assertThat(finalists).extracting(Finalist::testErrorPercent).containsOnly(3.0);
    }
  }

  @Test
  void continuousEvaluationAsksUntilNothingIsAskedForAnyMore() {
    List<Outcome> outcomes = new ArrayList<>();
    List<Candidate> left = new ArrayList<>(candidates(300));
    try (SparkEvaluator evaluator = evaluator(candidate -> scores(1), ENDURANCE)) {
      evaluator.evaluateContinuously(
          free -> {
            List<Candidate> asked = left.subList(0, Math.min(free, left.size()));
            List<Candidate> given = List.copyOf(asked);
            asked.clear();
            return given;
          },
          outcomes::addAll,
          () -> false);
    }
    assertThat(outcomes)
        .extracting(Outcome::candidate)
        .containsExactlyInAnyOrderElementsOf(candidates(300));
  }

  /** In local mode its thread is left behind; here until the others are done. */
  @Test
  void aCandidateThatHangsTimesOutAndItsSlotGoesOn() {
    released = false;
    Fake scorer =
        candidate -> {
          while (candidate.value("x").equals("1") && !released) {
            Thread.onSpinWait();
          }
          return scores(1);
        };
    List<Outcome> outcomes = evaluate(scorer, candidates(12), HASTY);
    released = true;
    assertThat(causes(outcomes))
        .containsExactly("Timed out after 1 s and did not end when it was interrupted");
    assertThat(outcomes).hasSize(12);
  }

  @Test
  void aCandidateThatHeedsInterruptsIsEnded() {
    Fake scorer =
        candidate -> {
          new CountDownLatch(1).await();
          return scores(1);
        };
    assertThat(causes(evaluate(scorer, candidates(2), HASTY)))
        .containsExactly("Timed out after 1 s", "Timed out after 1 s");
  }

  @Test
  void aCandidateThatEatsAllMemoryIsAFailureOnceItRanAlone() {
    Fake scorer =
        candidate -> {
          if (candidate.value("x").equals("3")) {
            throw new OutOfMemoryError("thrown by the test");
          }
          return scores(1);
        };
    List<Outcome> outcomes = evaluate(scorer, candidates(12), ENDURANCE);
    assertThat(outcomes).hasSize(12);
    assertThat(causes(outcomes)).containsExactly("java.lang.OutOfMemoryError: thrown by the test");
  }

  @Test
  void anErrorThatIsNoCandidatesFaultEndsTheRun() {
    Fake scorer =
        candidate -> {
          throw new AssertionError("a bug");
        };
    assertThatThrownBy(() -> evaluate(scorer, candidates(3), ENDURANCE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Spark gave up a batch of evaluations")
        .hasStackTraceContaining("AssertionError: a bug");
  }

  @Test
  void anExecutorOfAnotherVersionIsRefusedBeforeItScores() {
    Build other = new Build("0.0.0+other", Runtime.version().feature());
    assertThatThrownBy(() -> evaluate(other))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("runs Quarry " + Build.current().code() + ", the driver 0.0.0+other")
        .hasMessageContaining("Maybe another quarry.jar lies on the executors' class path");
  }

  @Test
  void anExecutorOfAnotherJavaIsRefusedBeforeItScores() {
    Build other = new Build(Build.current().code(), 11);
    assertThatThrownBy(() -> evaluate(other))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "runs Java %d, the driver Java 11".formatted(Runtime.version().feature()));
  }

  @Test
  void anExecutorThatCannotEvaluateEndsTheRunBeforeItScores() {
    List<Outcome> outcomes = new ArrayList<>();
    assertThatThrownBy(
            () -> {
              try (SparkEvaluator evaluator =
                  new SparkEvaluator(spark, new Unfit(), IDENTITY, new Seeds(1), ENDURANCE)) {
                evaluator.evaluate("test", candidates(400), outcomes::add, () -> false);
              }
            })
        .isInstanceOf(InputException.class)
        .hasMessageContaining("No natives here");
    assertThat(outcomes).isEmpty();
  }

  /** Nothing runs on its hosts. */
  private record Unfit() implements Fake {
    @Override
    public void prepare() {
      throw new InputException("No natives here");
    }

    @Override
    public Scores score(Candidate candidate) {
      throw new AssertionError("scored");
    }
  }

  private static void evaluate(Build build) {
    Fake scorer =
        candidate -> {
          throw new AssertionError("scored");
        };
    try (SparkEvaluator evaluator =
        new SparkEvaluator(spark, scorer, IDENTITY, new Seeds(1), ENDURANCE, build)) {
      evaluator.evaluate("test", candidates(3), outcome -> {}, () -> false);
    }
  }

  private static List<String> causes(List<Outcome> outcomes) {
    return outcomes.stream()
        .filter(Failed.class::isInstance)
        .map(outcome -> ((Failed) outcome).cause())
        .toList();
  }

  /** Scores by a function; its test error is the number of test images. */
  private interface Fake extends Scorer {
    @Override
    default byte[] model(Candidate candidate) {
      return new byte[0];
    }

    @Override
    default Finalist confirm(Candidate candidate, Images test) {
      return new Finalist(candidate, test.count(), new byte[0]);
    }
  }

  private static List<Outcome> evaluate(
      Fake scorer, List<Candidate> candidates, Endurance endurance) {
    List<Outcome> outcomes = new ArrayList<>();
    try (SparkEvaluator evaluator = evaluator(scorer, endurance)) {
      evaluator.evaluate("test", candidates, outcomes::add, () -> false);
    }
    return outcomes;
  }

  private static SparkEvaluator evaluator(Fake scorer, Endurance endurance) {
    return new SparkEvaluator(spark, scorer, IDENTITY, new Seeds(1), endurance);
  }

  private static List<Candidate> candidates(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Candidate.of(Map.of("x", String.valueOf(i))))
        .toList();
  }

  private static Scores scores(double x) {
    return Scores.of(Map.of("error", x));
  }
}
